-- Up to how many days after its date a purchase is owed to a delivery: as the config has it
-- for the campaign, also where it is sent again (wake-up#2). Of one that left the config: 7.
campaign ->
    if
    (
        has({attributed_campaigns:Array(String)}, splitByChar('#', campaign)[1]),
        {attribution_days:Array(UInt64)}[indexOf({attributed_campaigns:Array(String)}, splitByChar('#', campaign)[1])],
        7
    )
