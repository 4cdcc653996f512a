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

/// `Display` and `serde::Serialize` for enums whose values are texts: both give `as_str`.
#[macro_export]
macro_rules! write_as_str {
    ($($name:ty),* $(,)?) => {$(
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    )*};
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

/// A service's trait behind a pointer; every implementation of the trait is one.
#[macro_export]
macro_rules! dyn_service {
    ($service:ident as $name:ident { $($method:ident($($argument:ident: $ty:ty),*) -> $result:ty;)* }) => {
        pub(crate) trait $name: Send + Sync {
            $(
                fn $method<'a>(
                    &'a self,
                    cx: &'a $crate::context::Context,
                    $($argument: $ty),*
                ) -> $crate::prelude::BoxFuture<'a, $result>;
            )*
        }

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
        }
    };
}
