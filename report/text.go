package report

import "regulars/present"

// text are the words of a report in one language. A field with % is a format;
// its comment says what goes in. No field may be empty.
type text struct {
	Title    string
	DateOf   string // date
	MadeAt   string // time, zone
	Contents string
	Show     string // before a folded table

	Whole, NotWhole, NoCertificate string // the badge
	WholeLead, NoCertificateLead   string

	Anomalies, AnomaliesLead, NoAnomalies, AnomalyUsual string // usual value, robust z
	MoreAnomalies                                       string // how many

	Today, TodayLead                                                string
	Metric, Value, Last28                                           string
	DayBefore, WeekBefore, MonthBefore, YearBefore, Target, ToGo    string
	TargetReached                                                   string
	Stages, StagesLead                                              string // cycle in days
	StagesLeadNoCycle                                               string
	Stage, Members, Share, Revenue365                               string
	FlowDay, FlowMonth, FlowStayed, FlowNobody                      string // Stayed: members
	From, To                                                        string
	Calendar, CalendarLead, CalendarEmpty                           string
	CalendarBecomes                                                 string // stage
	CalendarSums, CalendarIn7, CalendarIn14, CalendarDue7           string
	CalendarDue14, CalendarRevenue, CalendarAgrees                  string
	CalendarDiffers                                                 string // members, stage
	Weekdays                                                        [7]string
	Cohorts, CohortsLead, CohortsAsOf, CohortsNone                  string // AsOf: date
	Cohort, CohortSize, CohortMonth                                 string // Month: number
	RFM, RFMLead, Class                                             string
	CrossRF, CrossRM, CrossFM, CrossCell, CrossNone                 string
	Recency, Frequency, Money                                       string
	Funnels, FunnelsLead, AIPL, AIPLAtLeast, AIPLStep, AIPLNoEvents string
	AARRR, AARRRLead, NoEventsWhy, AARRRNone                        string
	Acquisition, Activation, Retention, Monetisation, Referral      string
	Pareto, ParetoLead, ParetoNone, ParetoBuyers, ParetoShare       string // Lead: share
	Buyers, BuyersLead, BuyersNone                                  string
	MemberID, Name, Expected, Alive, Purchases, Spent               string
	Calibration, CalibrationLead, CalibrationNone                   string // Lead: date, expected, came; None: why
	CalibrationTenth, CalibrationCame                               string
	LastPurchase, NextPurchase, Channel                             string
	Trends, TrendsLead, Date                                        string
	Campaigns, CampaignsNone, CampaignsLead                         string
	Campaign, State, Planned, Sent, Failed, Unknown                 string
	Excluded, Held, Closes, BooksClose, BooksOpen                   string
	Journeys, JourneysLead, Journey, Came, OnStep, KeptOut          string
	Finished, LeftOtherwise, Step, Waits, LeadsTo                   string
	JourneyEquation                                                 string // came, on a step, kept out, finished, left
	Certificate                                                     string
	Definitions, DefinitionsLead, Source, NotDefined                string
}

// textOf returns the words of a report in one of config.Languages.
func textOf(names *present.Names) *text {
	if names == &present.Chinese {
		return &chinese
	}
	return &english
}
