import ArgumentParser
import Engine
import PaymentCore
import Server

/// What to tell an operator of an error: what to do, where that is known. The exit code is not 1, with which the audit says
/// that the data is at fault.
func advice(on error: any Error) -> any Error {
    switch error {
    case let error as StoreError: ValidationError(error.hint)
    case let error as ServerTrouble: ValidationError(error.description)
    case let error as CorruptRecord: ValidationError("the data cannot be read: \(error.what)")
    default: error
    }
}

extension StoreError {
    fileprivate var hint: String {
        switch self {
        case .notCommitted(let hint), .outcomeUnknown(_, let hint), .corrupt(let hint): hint
        }
    }
}
