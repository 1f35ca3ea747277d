package oracle

import (
	"math/big"

	"regulars/schema/oracle/dates"
	"regulars/schema/oracle/input"

	"github.com/shopspring/decimal"

	"regulars"
)

// Row is one row of kpi.
type Row struct {
	Scope, Metric, Window  string
	Value                  *float64 // nil: null
	Numerator, Denominator *decimal.Decimal
}

// Compute gives every number of a date, from the facts.
func Compute(f input.Facts, on regulars.BusinessDate) []Row { return Read(f).Rows(on) }

// windowed are the metrics of every window.
var windowed = map[string]func(frame) figure{
	"orders": orders, "buyers": buyers, "revenue": revenue, "units": units, "aov": aov,
	"gross": gross, "discounts": discounts, "shipping": shipping, "tax": tax, "refunds": refunds, "returns": returnsOf,
	"cancelled_orders": cancelledOrders, "orders_without_member": ordersWithoutMember,
	"new_buyers": newBuyers, "returning_buyers": returningBuyers,
	"repeat_order_rate": repeatOrderRate, "repeat_member_rate": repeatMemberRate,
	"repeat_buyer_rate": repeatBuyerRate, "repeat_revenue_share": repeatRevenueShare,
	"repeat_customer_revenue_share": repeatCustomerRevenueShare, "gross_margin": grossMargin,
	"member_orders": memberOrders, "member_revenue": memberRevenue,
	"returning_orders": returningOrders, "returning_revenue": returningRevenue,
}

// Rows are all numbers of a date.
func (h *History) Rows(on regulars.BusinessDate) []Row {
	d := dates.Of(on)
	rows := append(h.scopeRows("brand", "", d), row("brand", "members", "asof", count(len(h.known(d)))))
	for _, shop := range h.settings.Shops {
		rows = append(rows, h.scopeRows("shop:"+shop.Name, shop.Name, d)...)
	}
	rows = append(rows, h.cycleRows(d)...)
	rows = append(rows, h.stageRows(d)...)
	rows = append(rows, h.rfmRows(d)...)
	rows = append(rows, h.journeyRows(d)...)
	rows = append(rows, h.phaseRows(d)...)
	rows = append(rows, h.scoreRows(d)...)
	rows = append(rows, h.crossShopRows(d)...)
	rows = append(rows, h.behaviourRows(d)...)
	rows = append(rows, h.aiplRows(d)...)
	rows = append(rows, h.aarrrRows(d)...)
	for _, a := range h.productScopes() {
		rows = append(rows, h.assortmentRows(a, d)...)
	}
	for _, a := range h.categoryScopes() {
		rows = append(rows, h.assortmentRows(a, d)...)
		rows = append(rows, h.categoryCycleRows(a, d)...)
	}
	return rows
}

func (h *History) scopeRows(scope, shop string, d dates.Day) []Row {
	var rows []Row
	for _, window := range Windows {
		for metric, of := range windowed {
			rows = append(rows, row(scope, metric, window, of(h.frame(shop, window, d))))
		}
	}
	rows = append(rows, row(scope, "new_to_returning_rate", "year", newToReturning(h.frame(shop, "year", d))))
	for name, n := range map[string]dates.Day{"_30d": 30, "_60d": 60, "_90d": 90, "_365d": 365} {
		f := newToReturningWithin(h.frame(shop, "asof", d), n)
		rows = append(rows, row(scope, "new_to_returning_rate"+name, "asof", f))
	}
	for window, n := range map[string]dates.Day{"28d": 28, "90d": 90, "365d": 365} {
		rows = append(rows, row(scope, "retention_rate", window, retentionRate(h.frame(shop, window, d), n)))
	}
	for _, window := range []string{"28d", "365d"} {
		f := h.frame(shop, window, d)
		rows = append(rows, row(scope, "purchase_frequency", window, purchaseFrequency(f)))
		rows = append(rows, row(scope, "spend_per_member", window, spendPerMember(f)))
	}
	return append(rows, row(scope, "ltv_historic", "asof", ltvHistoric(h.frame(shop, "asof", d))))
}

func (h *History) cycleRows(d dates.Day) []Row {
	return []Row{
		row("brand", "cycle_median", "asof", h.cycleQuantile(d, big.NewRat(1, 2))),
		row("brand", "cycle_mean", "asof", h.cycleMean(d)),
		row("brand", "cycle_p75", "asof", h.cycleQuantile(d, big.NewRat(3, 4))),
		row("brand", "cycle_p90", "asof", h.cycleQuantile(d, big.NewRat(9, 10))),
	}
}

// Stages and classes are the state of a day, and stand in the window day.
func (h *History) stageRows(d dates.Day) []Row {
	rows := []Row{row("brand", "stage_prospect", "day", h.stageCount(d, prospect))}
	for _, stage := range Stages {
		rows = append(rows,
			row("brand", "stage_"+stage, "day", h.stageCount(d, stage)),
			row("brand", "stage_share_"+stage, "day", h.stageShare(d, stage)),
			row("brand", "stage_revenue_"+stage, "day", h.stageRevenue(d, stage)),
			row("brand", "stage_due_"+stage+"_7d", "day", h.stageDue(d, stage, 7)),
			row("brand", "stage_due_"+stage+"_14d", "day", h.stageDue(d, stage, 14)))
		for _, before := range append([]string{prospect}, Stages...) {
			rows = append(rows, row("stage_before:"+before, "stage_revenue_"+stage, "day", h.stageRevenueBefore(d, stage, before)))
		}
	}
	return rows
}

func (h *History) rfmRows(d dates.Day) []Row {
	var rows []Row
	classes := h.byClass(d)
	for _, class := range RFMClasses {
		members := classes[class]
		rows = append(rows,
			row("brand", class, "day", count(len(members))),
			row("brand", "rfm_revenue_"+class[len("rfm_"):], "day", money(revenue365(members, d))))
	}
	return rows
}

// journeyRows say how members come, go and come back, and who of them matters.
func (h *History) journeyRows(d dates.Day) []Row {
	rows := []Row{
		row("brand", "churn_rate", "28d", h.churnRate(d)),
		row("brand", "winback_rate", "28d", h.winbackRate(d)),
		row("brand", "activation_rate", "asof", h.activationRate(d)),
		row("brand", "pareto_top20_share", "365d", paretoTop20Share(h.frame("", "365d", d))),
	}
	for _, window := range Windows {
		rows = append(rows, row("brand", "registered", window, registered(h.frame("", window, d))))
	}
	return rows
}

// behaviourRows say what members do apart from buying, and what they say.
func (h *History) behaviourRows(d dates.Day) []Row {
	var rows []Row
	for _, window := range Windows {
		f := h.frame("", window, d)
		rows = append(rows,
			row("brand", "engagement_rate", window, engagementRate(f)),
			row("brand", "conversion_rate", window, f.withEvents(input.Browse, conversionRate)))
	}
	for _, window := range []string{"28d", "90d", "365d"} {
		f := h.frame("", window, d)
		rows = append(rows,
			row("brand", "nps", window, nps(f)),
			row("brand", "csat", window, csat(f)),
			row("brand", "complaint_rate", window, f.withEvents([]string{"ticket_opened"}, complaintRate)),
			row("brand", "return_rate", window, f.withEvents([]string{"return_requested"}, returnRate)))
	}
	return rows
}

// Phases and tiers without members are rows with 0.
func (h *History) phaseRows(d dates.Day) []Row {
	var rows []Row
	phases, tiers := h.byPhase(d), h.byTier(d)
	for _, phase := range Phases {
		rows = append(rows, row("phase:"+phase, "life_phase", "day", count(len(phases[phase]))))
	}
	for _, tier := range Tiers {
		rows = append(rows, row("tier:"+tier, "value_tier", "day", count(len(tiers[tier]))))
	}
	return rows
}

func row(scope, metric, window string, f figure) Row {
	return Row{scope, metric, window, f.value, f.numerator, f.denominator}
}
