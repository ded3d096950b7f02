extension Desk {
    func subscribers() throws(Problem) -> [String] { [] }
}
