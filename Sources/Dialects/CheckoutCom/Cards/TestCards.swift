/// The sandbox's cards that are answered otherwise than with a yes. Any other card is approved.
/// Source: wire/checkout.md §10 and checkout_data.json.
enum TestCards {
    /// Authorizations of these are declined, with the code before them.
    static let declined: [(code: String, numbers: [String])] = [
        ("20001", ["4111111111111129"]),
        ("20005", ["4024007181869214"]),
        ("20012", ["4024007103573027", "4158596042924182"]),
        ("20014", ["4485381577182090", "341829238058580"]),
        ("20020", ["4000148147058142"]),
        ("20051", ["4544249167673670"]),
        ("20057", ["4659465888705671", "4151512736305999"]),
        ("20059", ["4897453568485113", "4000144348235050"]),
        ("20061", ["4556294593757189"]),
        ("20062", ["4818924250131070"]),
        ("20063", ["4556253752712245"]),
        ("20068", ["4095254802642505"]),
        ("20154", ["4500622868341387"]),
        ("2005C", ["4276038578596818"]),
        ("2009G", ["4152812521833588"]),
        ("200N7", ["4734868958733862"]),
        ("30015", ["4024007162185267", "4655710037275959"]),
        ("30041", ["4941202060999329", "4658620059821613"]),
        ("30043", ["4539253655711767", "4745820750643143"]),
    ]

    /// These can be verified with an amount of zero; more is declined.
    static let verifiedOnly: [(code: String, numbers: [String])] = [
        ("20012", ["4644968546281686", "5355228287185489"]),
        (
            "20051",
            [
                "4546381219393284", "5355229757805879", "4325350188287824",
            ]
        ),
        (
            "20061",
            [
                "4543611423334994", "5355222589678168", "4394666298116207",
            ]
        ),
        (
            "20062",
            [
                "4857662623668665", "5355225201525238", "4021277034700287",
            ]
        ),
        ("20063", ["4407108123937239", "5355226042898974"]),
    ]

    /// Authorized, and then neither captured nor voided.
    static let neitherCapturedNorVoided: Set<String> = ["4273149019799094"]

    /// Authorized, and then not increased: with a response code, or refused outright.
    static let notIncreased: [String: String] = [
        "4659959652550685": "incremental_authorization_unsupported",
        "4446900535698356": "incremental_authorization_restricted_for_mcc",
        "4140253846048187": "20005",
        "4556447238607884": "20068",
    ]

    /// Granted by half, where the shop takes that. The last one is published with a wrong check digit.
    static let grantedByHalf: Set<String> = ["4757337282365488", "5518207720770101", "345678901234456"]

    /// With 3-D Secure: the issuer rejects the payer, whatever they do.
    static let rejected: Set<String> = [
        "4539628347117863", "371064645462927", "343397288296672", "4275765574319271", "375982239796002",
        "4150561000000019", "4243754271700719", "5258901507741160",
    ]

    /// Not enrolled in 3-D Secure.
    static let notEnrolled: Set<String> = [
        "4484070000035519", "378282246310005", "3530111333300000", "5352151570003404", "4532432452900131",
    ]
}
