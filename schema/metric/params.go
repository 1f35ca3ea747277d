package metric

import (
	"cmp"

	"regulars"
	"regulars/config"
	"regulars/schema"
)

// Range is what the numbers of a brand are computed over, and the settings that
// decide what they see.
type Range struct {
	Brand      string
	From, To   regulars.BusinessDate
	History    bool // of two stages that hold, the older one wins
	WindowDays int  // that RFM looks back; 0: all
	Attribution
}

// Attribution is up to how many days after its date a purchase is owed to a delivery, by
// campaign.
type Attribution struct {
	AttributedCampaigns []string
	AttributionDays     []uint64 // of each of them
	LongestAttribution  int      // of all, those that have left the config included
}

// defaultAttribution is that of a campaign that has left the config.
const defaultAttribution = 7

// AttributionOf returns the attribution of a brand's campaigns.
func AttributionOf(b *config.Brand) Attribution {
	a := Attribution{LongestAttribution: defaultAttribution}
	for i := range b.Campaigns {
		days := cmp.Or(b.Campaigns[i].AttributionDays, defaultAttribution)
		a.AttributedCampaigns = append(a.AttributedCampaigns, b.Campaigns[i].Name)
		a.AttributionDays = append(a.AttributionDays, uint64(days))
		a.LongestAttribution = max(a.LongestAttribution, days)
	}
	return a
}

// RangeOf returns the range of a brand.
func RangeOf(b *config.Brand, from, to regulars.BusinessDate) Range {
	return Range{
		Brand: b.Name, From: from, To: to, History: b.Lifecycle.Overlap == "history", WindowDays: b.RFM.WindowDays, Attribution: AttributionOf(b),
	}
}

// Params are the parameters of the files that compute a generation.
type Params struct {
	Range
	cuts
	workTables
	Generation uint64
}

// cuts are where the classes and scores of RFM meet.
type cuts struct {
	Monetary                           string // total or average
	RecencyCut, OrdersCut, MoneyCut    string // mean, median or a number
	RecencyBins, OrdersBins, MoneyBins []float64
}

// workTables are made by the files of snapshot/ and dropped at the end.
type workTables struct {
	Facts, Superseded, Lines, Stays, Behaviour, Invited, Addressed, Returns, Starts, Standing, Cuts, Ranks, Cells schema.Identifier
}

func paramsOf(b *config.Brand, m Measurement, generation uint64) Params {
	return Params{
		Range: RangeOf(b, m.From, m.To),
		cuts: cuts{
			Monetary:   cmp.Or(b.RFM.Monetary, "total"),
			RecencyCut: cmp.Or(b.RFM.RecencyCut, "mean"), OrdersCut: cmp.Or(b.RFM.OrdersCut, "mean"), MoneyCut: cmp.Or(b.RFM.MoneyCut, "mean"),
			RecencyBins: b.RFM.RecencyBins, OrdersBins: b.RFM.OrdersBins, MoneyBins: b.RFM.MoneyBins,
		},
		workTables: newWorkTables(b.Name, generation),
		Generation: generation,
	}
}

func newWorkTables(brand string, generation uint64) workTables {
	name := func(table string) schema.Identifier { return WorkTable(brand, table, generation) }
	return workTables{
		Facts: name("facts"), Superseded: name("superseded"), Lines: name("lines"), Stays: name("stays"),
		Behaviour: name("behaviour"), Invited: name("invited"), Addressed: name("addressed"), Returns: name("returns"), Starts: name("starts"), Standing: name("standing"),
		Cuts: name("cuts"), Ranks: name("ranks"), Cells: name("cells"),
	}
}

func (t workTables) all() []schema.Identifier {
	return []schema.Identifier{
		t.Facts, t.Superseded, t.Lines, t.Stays, t.Behaviour, t.Invited, t.Addressed, t.Returns, t.Starts, t.Standing, t.Cuts, t.Ranks, t.Cells,
	}
}
