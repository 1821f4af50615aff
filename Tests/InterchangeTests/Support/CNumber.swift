import Foundation

/// A number as C's `strtod` reads it: another reader than the one that is tested.
func cNumber(_ text: some StringProtocol) -> Double { unsafe strtod(String(text), nil) }
