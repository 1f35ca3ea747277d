package report

var english = text{
	Title: "Night report", DateOf: "Business date %s", MadeAt: "Made %s (%s)", Contents: "Contents",
	Show: "Show the numbers",

	Whole: "Whole", NotWhole: "Not whole", NoCertificate: "No certificate",
	WholeLead:         "Everything the shops have has come in, and every member of every audience has exactly one outcome.",
	NoCertificateLead: "Only a night makes one. The numbers of this date were computed by a backfill, or its night has not ended.",

	Anomalies: "Out of the ordinary", AnomaliesLead: "Against the same weekday of the eight weeks before.",
	NoAnomalies: "Nothing is far from what is usual on its weekday.", AnomalyUsual: "usually %s (robust z %s)",
	MoreAnomalies: "%d more",

	Today: "The day", TodayLead: "Against the day before, the same weekday a week, four weeks and 52 weeks before, and the target. Windows of the calendar compare with the same days of the month or year before.",
	Metric: "Metric", Value: "Value", Last28: "Last 28 days",
	DayBefore: "Day before", WeekBefore: "Week before", MonthBefore: "28 days before", YearBefore: "Year before",
	Target: "Target", ToGo: "%s to go", TargetReached: "reached",

	Stages:            "Lifecycle stages",
	StagesLead:        "Where the members stand in their repurchase cycle c, whose median is %s. The stages follow the cycle that holds for the month.",
	StagesLeadNoCycle: "Where the members stand in their repurchase cycle c. There are too few purchases to tell it yet: the fallback of the config holds.",
	Stage:             "Stage", Members: "Members", Share: "Share", Revenue365: "Revenue, 365 days",
	FlowDay: "Moves since the day before", FlowMonth: "Moves since 28 days before",
	FlowStayed: "%s members stayed in their stage and are left out of the picture.",
	FlowNobody: "Nobody changed the stage.", From: "From", To: "To",

	Calendar: "Before it happens", CalendarLead: "Members who fall asleep or get lost in the next two weeks unless they buy, by the day on which it happens; with what they have spent so far.",
	CalendarEmpty: "In the next two weeks nobody falls asleep or gets lost.", CalendarBecomes: "to %s",
	CalendarSums: "Sums", CalendarIn7: "calendar, 7 days", CalendarIn14: "calendar, 14 days", CalendarDue7: "stage_due, 7 days",
	CalendarDue14: "stage_due, 14 days", CalendarRevenue: "spent so far",
	CalendarAgrees:  "The calendar adds up with stage_due: nobody passes through a second stage within the two weeks.",
	CalendarDiffers: "%s entries into %s within 14 days are second steps: the calendar shows each member's next stage only, stage_due counts every stage on the way.",
	Weekdays:        [7]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},

	Cohorts: "Cohorts", CohortsLead: "Of a month's first-time buyers, the share who bought again in the k-th month after. The newest 13 cohorts; cohort_retention has all.",
	CohortsAsOf: "As they were computed last, as of %s.", CohortsNone: "There are no buyers yet.",
	Cohort: "Cohort", CohortSize: "Buyers", CohortMonth: "+%d",

	RFM: "Recency, frequency, money", RFMLead: "Members by class, with what they spent in the last 365 days.",
	Class:   "Class",
	CrossRF: "Recency × frequency", CrossRM: "Recency × money", CrossFM: "Frequency × money",
	CrossCell: "Members, and below them their revenue of 365 days. 5 is best.", CrossNone: "There are no scores for this date.",
	Recency: "R", Frequency: "F", Money: "M",

	Funnels: "Funnels", FunnelsLead: "From being known to being loyal, and from a visit to a recommendation.",
	AIPL: "AIPL: awareness, interest, purchase, loyalty", AIPLAtLeast: "At least", AIPLStep: "Step rate",
	AIPLNoEvents: "Without interest events (views, carts, logins, message clicks) A and I can't be distinguished: who bought nothing is A.",
	AARRR:        "AARRR", AARRRLead: "The last 28 days; activation and LTV are all-time.",
	NoEventsWhy: "Numbers that need behaviour events are empty: no event of their types has come in. A feed of events in the config loads them.",
	AARRRNone:   "There are no AARRR numbers for this date.",
	Acquisition: "Acquisition", Activation: "Activation", Retention: "Retention", Monetisation: "Revenue", Referral: "Referral",

	Pareto: "The 80/20 curve", ParetoLead: "The top 20 %% of the buyers of the last 365 days made %s of their revenue.",
	ParetoNone: "Nobody bought in the last 365 days.", ParetoBuyers: "Top buyers", ParetoShare: "Share of revenue",

	Buyers: "Most likely to buy in the next 14 days", BuyersLead: "By the purchases that the model expects. Find them by their id in your own tools; names are masked.",
	BuyersNone: "There is no prediction for this date: the model needs at least 100 members with a purchase, 30 of them with a second one.",
	MemberID:   "Member", Name: "Name", Expected: "Expected", Alive: "P(alive)", Purchases: "Purchases", Spent: "Spent",
	Calibration:      "How well the model foresaw the last 28 days",
	CalibrationLead:  "Members in tenths by what a fit as of %s expected of them, next to the purchase days that came. All: %s expected, %s came.",
	CalibrationNone:  "The last 28 days can't be compared: %s.",
	CalibrationTenth: "Tenth", CalibrationCame: "Came",
	LastPurchase: "Last purchase", NextPurchase: "Next purchase", Channel: "Channel",

	Trends: "The last 90 days", TrendsLead: "One line per headline number. A gap is a day without a number.", Date: "Date",

	Campaigns: "Campaigns", CampaignsNone: "The date has no campaigns.",
	CampaignsLead: "Of every campaign, planned = sent + failed + unknown + excluded + held, as it stood when this was made.",
	Campaign:      "Campaign", State: "State", Planned: "Planned", Sent: "Sent", Failed: "Failed", Unknown: "Unknown",
	Excluded: "Excluded", Held: "Held", Closes: "Books", BooksClose: "✓ close", BooksOpen: "✗ open",

	Journeys: "Journeys", JourneysLead: "Where everybody is who came into a journey, after the night.", Journey: "Journey", Came: "Came in", OnStep: "On a step", KeptOut: "Kept out",
	Finished: "Finished", LeftOtherwise: "Left otherwise", Step: "Step", Waits: "Waits for", LeadsTo: "Leads to, and how many went there",
	JourneyEquation: "%s came in = %s on a step + %s kept out + %s finished + %s left",
	Certificate:     "Certificate",
	Definitions:     "Definitions", DefinitionsLead: "Every number above, as the file that computes it defines it.",
	Source: "Source", NotDefined: "Without a definition: %s",
}
