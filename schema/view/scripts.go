package view

import (
	"embed"

	"regulars"
	"regulars/schema"
	"regulars/schema/metric"
	"regulars/schema/snapshot"
)

//go:embed *.sql
var files embed.FS

type brandParams struct{ Brand string }

type dateParams struct {
	Brand string
	Date  regulars.BusinessDate
}

// newestParams ask for the newest of a brand, at most so many.
type newestParams struct {
	Brand string
	Limit int
}

type rejectedParams struct {
	Brand string
	Date  regulars.BusinessDate
	Limit int
}

// resultParams ask for the deliveries of some dates, as of one; no campaign is all.
type resultParams struct {
	Brand, Campaign string
	From, To, AsOf  regulars.BusinessDate
	Trial           string
	metric.Attribution
}

// kpiParams hold patterns as LIKE takes them.
type kpiParams struct {
	Brand                 string
	Date                  regulars.BusinessDate
	Scope, Metric, Window string
}

// scopesParams name a metric and window of a date.
type scopesParams struct {
	Brand          string
	Date           regulars.BusinessDate
	Metric, Window string
	Limit          int
}

// seriesParams ask for the days that end on a date; keys are metric/window.
type seriesParams struct {
	Brand, Scope string
	Date         regulars.BusinessDate
	Days         int
	Keys         []string
}

type aheadParams struct {
	Brand string
	Date  regulars.BusinessDate
	Top   int
}

type namesParams struct {
	Brand   string
	Members []uint64
}

type segmentParams struct {
	Brand                                      string
	Date                                       regulars.BusinessDate
	Purpose                                    string // of the consent that is shown
	Top                                        uint64
	TopBy                                      string
	Stages, Classes, AIPL, Phases, Tiers, Tags []string
	RScores, FScores, MScores                  []string
}

// onePersonParams ask for a member, or for what is known of them.
type onePersonParams struct {
	Brand  string
	Member uint64
}

// ofPersonParams ask for the newest of a member, at most so many.
type ofPersonParams struct {
	Brand  string
	Member uint64
	Limit  int
}

// nodesParams ask for what is known of a member's identifiers.
type nodesParams struct {
	Brand string
	Nodes []uint64
}

// ofNodesParams ask for the newest of a member's identifiers, at most so many.
type ofNodesParams struct {
	Brand string
	Nodes []uint64
	Limit int
}

// deedsParams ask for what a member did up to a date.
type deedsParams struct {
	Brand  string
	Date   regulars.BusinessDate
	Member uint64
	Nodes  []uint64
}

// datedPersonParams ask for a member as of a date.
type datedPersonParams struct {
	Brand  string
	Date   regulars.BusinessDate
	Member uint64
}

var (
	deliveries         = schema.NewScript[dateParams]("view", files, "deliveries.sql")
	kpis               = snapshot.NewScript[kpiParams](snapshot.Trends, "view", files, "kpi.sql")
	kpiScopes          = schema.NewScript[scopesParams]("view", files, "scopes.sql")
	newestCampaigns    = schema.NewScript[newestParams]("view", files, "campaigns.sql")
	newestCertificates = schema.NewScript[newestParams]("view", files, "certificates.sql")
	newestHolds        = schema.NewScript[newestParams]("view", files, "holds.sql")
	allShops           = schema.NewScript[brandParams]("view", files, "shops.sql")
	allWorkers         = schema.NewScript[schema.NoParams]("view", files, "workers.sql")
	publishedDates     = schema.NewScript[brandParams]("view", files, "published.sql")
	unmapped           = schema.NewScript[brandParams]("view", files, "unmapped.sql")
	dayPace            = schema.NewScript[brandParams]("view", files, "pace.sql")
	campaignResults    = schema.NewScript[resultParams]("view", metric.WithFragments(files), "results.sql")
	rejected           = schema.NewScript[rejectedParams]("view", files, "rejected.sql")
	healthCampaigns    = schema.NewScript[brandParams]("view", files, "health_campaigns.sql")
	healthGate         = schema.NewScript[brandParams]("view", files, "health_gate.sql")
	healthNight        = schema.NewScript[brandParams]("view", files, "health_night.sql")
	healthShops        = schema.NewScript[brandParams]("view", files, "health_shops.sql")
	segmentMembers     = snapshot.NewScript[segmentParams](snapshot.Members, "view", metric.WithFragments(files), "segment.sql")

	personNow      = snapshot.NewScript[datedPersonParams](snapshot.Members, "view", metric.WithFragments(files), "person.sql")
	personID       = schema.NewScript[onePersonParams]("view", files, "person_id.sql")
	personDeeds    = schema.NewScript[deedsParams]("view", files, "person_deeds.sql")
	personLeads    = schema.NewScript[datedPersonParams]("view", files, "person_leads.sql")
	personOrders   = schema.NewScript[ofPersonParams]("view", files, "person_orders.sql")
	personStages   = schema.NewScript[datedPersonParams]("view", files, "person_stages.sql")
	personEvents   = schema.NewScript[ofNodesParams]("view", files, "person_events.sql")
	personMessages = schema.NewScript[ofNodesParams]("view", files, "person_messages.sql")
	personConsents = schema.NewScript[onePersonParams]("view", files, "person_consents.sql")
	personNodes    = schema.NewScript[onePersonParams]("view", files, "person_nodes.sql")
	personLinks    = schema.NewScript[nodesParams]("view", files, "person_links.sql")
	personAdvice   = schema.NewScript[onePersonParams]("view", files, "person_advice.sql")

	reportAhead   = snapshot.NewScript[aheadParams](snapshot.Members, "view", files, "report_ahead.sql")
	reportCells   = schema.NewScript[dateParams]("view", files, "report_cells.sql")
	reportCohorts = schema.NewScript[dateParams]("view", files, "report_cohorts.sql")
	reportFlow    = schema.NewScript[dateParams]("view", files, "report_flow.sql")
	reportNames   = schema.NewScript[namesParams]("view", files, "report_names.sql")
	reportPareto  = schema.NewScript[dateParams]("view", files, "report_pareto.sql")
	reportSeries  = schema.NewScript[seriesParams]("view", files, "report_series.sql")
)
