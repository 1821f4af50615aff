/// Why a model file could not be read or written, with where and what was expected.
///
/// One type for the whole library, so that a caller can always say which byte and which field of
/// the file is at fault. The codes are those of spec/format.md §11.
public struct FormatError: Error, Equatable, Sendable {
}
