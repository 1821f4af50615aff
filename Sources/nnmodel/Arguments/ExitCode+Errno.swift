import Glibc

extension ExitCode {
  /// The code for an errno met while opening or reading an input.
  static func reading(errno code: Int32) -> ExitCode {
    switch code {
    case ENOENT, ENOTDIR, EISDIR, EACCES, EPERM, ELOOP, ENAMETOOLONG: .noInput
    default: .inputOutput
    }
  }

  /// The code for an errno met while creating or putting an output in place.
  ///
  /// A disk that is full is not among them: creating went well, writing did not.
  static func creating(errno code: Int32) -> ExitCode {
    switch code {
    case ENOENT, ENOTDIR, EISDIR, EACCES, EPERM, EROFS, EEXIST, ENOTEMPTY, EBUSY, ELOOP,
      ENAMETOOLONG, ETXTBSY:
      .cannotCreate
    default: .inputOutput
    }
  }
}
