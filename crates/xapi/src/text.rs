//! Texts and lists as records have them: mostly short, the same in many records, hardly ever changed.

/// A text of a record.
///
/// It has the face of a [`String`], and lends itself as `&str`. Up to fifteen bytes stand in it
/// without memory of their own; a longer one is shared with its clones until one of them is changed.
/// That of equal texts which one reply brings is shared already.
pub type Text = ecow::EcoString;

/// A list of a record.
///
/// It has the face of a [`Vec`], and lends itself as a slice. An empty one has no memory of its own;
/// others share it with their clones until one of them is changed. That of equal lists which one
/// reply brings is shared already.
pub type List<T> = ecow::EcoVec<T>;
