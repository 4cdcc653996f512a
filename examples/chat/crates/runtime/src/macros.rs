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

/// `serde::Serialize`, `Debug` and `PartialEq` for structs, by a list of their members, each by its kind. One that is such a
/// struct is `object(name)`, a list of them `objects(name)`, an enum of texts `choice(name)`; what has no kind of its own is
/// `field(name)`; `optional…(name)` is left out when it is `None`; `constant("name" = "value")` is not stored, `rest(name)` is
/// a map of all others. `=` gives the name on the wire where it is another.
#[macro_export]
macro_rules! members {
    ($model:ident, $($kind:ident($($member:tt)*)),* $(,)?) => {
        impl $crate::encode::Members for $model {
            fn members(&self, record: &mut $crate::encode::Record<'_>) {
                record.write(
                    &[$($crate::members!(@$kind self $($member)*)),*],
                    &[$($crate::members!(@name $($member)*)),*],
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
    (@name $constant:literal = $value:literal) => { "" };
    (@name $field:ident $(= $wire:literal)?) => { stringify!($field) };
    (@constant $this:ident $wire:literal = $value:literal) => { ($wire, $crate::encode::Member::Constant(&$value)) };
    (@$kind:ident $this:ident $field:ident) => { $crate::members!(@$kind $this $field = stringify!($field)) };
    (@text $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::Text(&$this.$field)) };
    (@optional_text $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::OptionalText(&$this.$field)) };
    (@nullable_text $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::NullableText(&$this.$field)) };
    (@int $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::Int(&$this.$field)) };
    (@optional_int $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::OptionalInt(&$this.$field)) };
    (@int64 $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::Int64(&$this.$field)) };
    (@optional_int64 $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::OptionalInt64(&$this.$field)) };
    (@boolean $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::Boolean(&$this.$field)) };
    (@optional_boolean $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::OptionalBoolean(&$this.$field)) };
    (@choice $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::Choice(&$this.$field)) };
    (@optional_choice $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::OptionalChoice(&$this.$field)) };
    (@object $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::Object(&$this.$field)) };
    (@optional_object $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::OptionalObject(&$this.$field)) };
    (@objects $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::Objects(&$this.$field)) };
    (@optional_objects $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::OptionalObjects(&$this.$field)) };
    (@field $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::Field(&$this.$field)) };
    (@optional $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::Optional(&$this.$field)) };
    (@rest $this:ident $field:ident = $wire:expr) => { ($wire, $crate::encode::Member::Rest(&$this.$field)) };
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
                let known = Self::ALL.into_iter().find(|value| value.as_str() == text);
                known.ok_or("is none of the described values")
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
    (@resolve $self:ident $cx:ident [$($value:ident)+] $service:ident::$method:ident($($argument:ident),*)) => {
        Box::pin(async move {
            let scope = $self.scope($cx);
            $(let $value = scope.$value().await?;)+
            $service::$method(&$self.service, $cx, $($argument,)* $($value),+).await
        })
    };
    (@blocking $self:ident $cx:ident [$($value:ident)*] $service:ident::$method:ident($($argument:ident),*)) => {
        Box::pin(async move {
            $(let $value = $self.scope($cx).$value().await?;)*
            let cx = $cx.clone();
            let work = move || $service::$method(&$self.service, &cx, $($argument,)* $($value),*);
            $crate::scope::blocking(work).await
        })
    };
}
