//! What generated code says in one line for each type or operation.

/// `serde::Deserialize` for types with a `decode` function.
#[macro_export]
macro_rules! deserialize_by_decode {
    ($($name:ty),* $(,)?) => {$(
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::decode::deserialize(deserializer, <$name>::decode)
            }
        }
    )*};
}

/// `serde::Serialize`, `Debug` and `PartialEq` for structs, by a list of their members, each by its kind, a
/// [`Member`](crate::encode::Member): `Text(name)`. `Constant("name" = "value")` is not stored. `=` gives the name on the
/// wire where it is another than the field's.
#[macro_export]
macro_rules! members {
    ($model:ident, $($kind:ident($($field:ident)? $($name:literal = $value:literal)? $(= $wire:literal)?)),* $(,)?) => {
        impl $crate::encode::Members for $model {
            fn members(&self, record: &mut $crate::encode::Record<'_>) {
                // Of a name on the wire and a field's, the first that there is.
                record.write(
                    &[$((
                        ($($name,)? $($wire,)? stringify!($($field)?),).0,
                        $crate::encode::Member::$kind($(&self.$field)? $(&$value)?),
                    )),*],
                    &[$(stringify!($($field)?)),*],
                );
            }
        }

        impl serde::Serialize for $model {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::encode::serialize(self, serializer)
            }
        }

        impl std::fmt::Debug for $model {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::encode::debug(stringify!($model), self, f)
            }
        }

        impl PartialEq for $model {
            fn eq(&self, other: &Self) -> bool {
                $crate::encode::same(self, other)
            }
        }
    };
}

/// `From` for the variants of a union: `held(Cat)`, `boxed(Dog)` for one in a box; `=` gives the type where the variant has
/// another name.
#[macro_export]
macro_rules! variants {
    ($union:ident, $($kind:ident($($variant:tt)*)),* $(,)?) => {$(
        $crate::variants!(@$kind $union $($variant)*);
    )*};
    (@$kind:ident $union:ident $variant:ident) => { $crate::variants!(@$kind $union $variant = $variant); };
    (@held $union:ident $variant:ident = $ty:ty) => {
        impl From<$ty> for $union {
            fn from(value: $ty) -> Self {
                Self::$variant(value)
            }
        }
    };
    (@boxed $union:ident $variant:ident = $ty:ty) => {
        impl From<$ty> for $union {
            fn from(value: $ty) -> Self {
                Self::$variant(Box::new(value))
            }
        }
    };
}

/// An enum whose values are texts: `ALL`, `as_str`, `Display`, `serde::Serialize`; `decode` for one that requests carry.
/// Those that are components (`named`) and those written in place (`inline`) differ in the fault of a value that is none
/// of them. The texts are such that JSON writes them as they are.
#[macro_export]
macro_rules! texts {
    ($name:ident as sent, $($variant:ident($text:literal)),* $(,)?) => {
        impl $name {
            /// Every value, in the order of the description.
            pub const ALL: [Self; [$($text),*].len()] = [$(Self::$variant),*];

            /// The text on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),*
                }
            }
        }

        $crate::write_as_str!($name);
    };
    ($name:ident as named, $($variant:ident($text:literal)),* $(,)?) => {
        $crate::texts!($name as sent, $($variant($text)),*);
        $crate::texts!(@decode $name true $($text)*);
    };
    ($name:ident as inline, $($variant:ident($text:literal)),* $(,)?) => {
        $crate::texts!($name as sent, $($variant($text)),*);
        $crate::texts!(@decode $name false $($text)*);
    };
    (@decode $name:ident $named:literal $($text:literal)*) => {
        impl $name {
            pub fn decode(d: &mut $crate::decode::Decoder<'_>) -> Option<Self> {
                static CHOICES: $crate::decode::rules::Choices = $crate::decode::rules::Choices {
                    values: &[$(concat!("\"", $text, "\"")),*],
                    named: $named,
                };
                d.choice(&CHOICES).and_then(|at| Self::ALL.get(at).copied())
            }
        }
    };
}

/// `Display`, `FromStr` and `serde::Serialize` for enums whose values are texts, by `as_str`; with storage they are columns too.
#[macro_export]
macro_rules! write_as_str {
    ($($name:ty),* $(,)?) => {$(
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = &'static str;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::encode::choice(text, &Self::ALL).ok_or("is none of the described values")
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl $crate::encode::Choice for $name {
            fn text(&self) -> &'static str {
                self.as_str()
            }
        }

        $crate::text_enum_column!($name);
    )*};
}

/// Without storage, nothing is a column.
#[cfg(not(feature = "data"))]
#[macro_export]
macro_rules! text_enum_column {
    ($name:ty) => {};
}

/// Any error becomes the failure's `Other`, so that `?` passes it on.
#[macro_export]
macro_rules! failures {
    ($($name:ty),* $(,)?) => {$(
        impl<E: Into<$crate::http::Error>> From<E> for $name {
            fn from(error: E) -> Self {
                Self::Other(error.into())
            }
        }
    )*};
}

/// A service's trait behind a pointer; every implementation of the trait is one. Where operations depend on something,
/// they get it in the order of the list in brackets. Methods that block stand apart: they are called on another thread,
/// with the service and the context in hand.
#[macro_export]
macro_rules! dyn_service {
    ($service:ident as $name:ident {
        $($method:ident($($argument:ident: $ty:ty),*) -> $result:ty;)*
    } $(blocking {
        $($blocking:ident($($taken:ident: $given:ty),*) -> $outcome:ty;)*
    })?) => {
        $crate::dyn_service!(@trait $name {
            $($method($($argument: $ty),*) -> $result;)*
        } { $($($blocking($($taken: $given),*) -> $outcome;)*)? });

        impl<T: $service> $name for T {
            $(
                fn $method<'a>(
                    &'a self,
                    cx: &'a $crate::context::Context,
                    $($argument: $ty),*
                ) -> $crate::prelude::BoxFuture<'a, $result> {
                    Box::pin($service::$method(self, cx, $($argument),*))
                }
            )*
            $($(
                fn $blocking<'a>(
                    self: std::sync::Arc<Self>,
                    cx: &'a $crate::context::Context,
                    $($taken: $given),*
                ) -> $crate::prelude::BoxFuture<'a, $outcome> {
                    let cx = cx.clone();
                    Box::pin($crate::scope::blocking(move || {
                        $service::$blocking(&*self, &cx, $($taken),*)
                    }))
                }
            )*)?
        }
    };
    ($service:ident<$generic:ident: $providers:ident> as $name:ident of $bound:ident {
        $($method:ident($($argument:ident: $ty:ty),*) [$($value:ident),*] -> $result:ty;)*
    } $(blocking {
        $($blocking:ident($($taken:ident: $given:ty),*) [$($made:ident),*] -> $outcome:ty;)*
    })?) => {
        $crate::dyn_service!(@trait $name {
            $($method($($argument: $ty),*) -> $result;)*
        } { $($($blocking($($taken: $given),*) -> $outcome;)*)? });

        // No model is called so.
        impl<$generic: $providers, TheService: $service<$generic>> $name for $bound<$generic, TheService> {
            $(
                fn $method<'a>(
                    &'a self,
                    cx: &'a $crate::context::Context,
                    $($argument: $ty),*
                ) -> $crate::prelude::BoxFuture<'a, $result> {
                    $crate::dyn_service!(@resolve self cx [$($value)*] $service::$method($($argument),*))
                }
            )*
            $($(
                fn $blocking<'a>(
                    self: std::sync::Arc<Self>,
                    cx: &'a $crate::context::Context,
                    $($taken: $given),*
                ) -> $crate::prelude::BoxFuture<'a, $outcome> {
                    $crate::dyn_service!(@blocking self cx [$($made)*] $service::$blocking($($taken),*))
                }
            )*)?
        }
    };
    (@trait $name:ident {
        $($method:ident($($argument:ident: $ty:ty),*) -> $result:ty;)*
    } {
        $($blocking:ident($($taken:ident: $given:ty),*) -> $outcome:ty;)*
    }) => {
        pub(crate) trait $name: Send + Sync {
            $(
                fn $method<'a>(
                    &'a self,
                    cx: &'a $crate::context::Context,
                    $($argument: $ty),*
                ) -> $crate::prelude::BoxFuture<'a, $result>;
            )*
            $(
                fn $blocking<'a>(
                    self: std::sync::Arc<Self>,
                    cx: &'a $crate::context::Context,
                    $($taken: $given),*
                ) -> $crate::prelude::BoxFuture<'a, $outcome>;
            )*
        }
    };
    (@resolve $self:ident $cx:ident [] $service:ident::$method:ident($($argument:ident),*)) => {
        Box::pin($service::$method(&$self.service, $cx, $($argument),*))
    };
    // Who a request is from is known by now. Where nothing else is asked for there is nothing to wait for, and no future
    // that the compiler would have to check for every operation.
    (@resolve $self:ident $cx:ident [principal] $service:ident::$method:ident($($argument:ident),*)) => {
        match $self.scope($cx).principal() {
            Ok(principal) => Box::pin($service::$method(&$self.service, $cx, $($argument,)* principal)),
            Err(error) => $crate::scope::refused(error),
        }
    };
    (@resolve $self:ident $cx:ident [optional_principal] $service:ident::$method:ident($($argument:ident),*)) => {
        match $self.scope($cx).optional_principal() {
            Ok(principal) => Box::pin($service::$method(&$self.service, $cx, $($argument,)* principal)),
            Err(error) => $crate::scope::refused(error),
        }
    };
    (@resolve $self:ident $cx:ident [$($value:ident)+] $service:ident::$method:ident($($argument:ident),*)) => {
        Box::pin(async move {
            let scope = $self.scope($cx);
            $(let $value = $crate::dyn_service!(@value scope $value);)+
            $service::$method(&$self.service, $cx, $($argument,)* $($value),+).await
        })
    };
    (@value $scope:tt principal) => { $scope.principal()? };
    (@value $scope:tt optional_principal) => { $scope.optional_principal()? };
    (@value $scope:tt $value:ident) => { $scope.$value().await? };
    (@blocking $self:ident $cx:ident [$($value:ident)*] $service:ident::$method:ident($($argument:ident),*)) => {
        Box::pin(async move {
            $(let $value = $crate::dyn_service!(@value ($self.scope($cx)) $value);)*
            let cx = $cx.clone();
            let work = move || $service::$method(&$self.service, &cx, $($argument,)* $($value),*);
            $crate::scope::blocking(work).await
        })
    };
}
