package config

import (
	"fmt"
	"strconv"

	"golang.org/x/text/language"

	"regulars"
)

// classNames are the RFM classes as the config names them.
func classNames() []string {
	stored := make([]string, len(regulars.Classes))
	for i, class := range regulars.Classes {
		stored[i] = class.Stored()
	}
	return stored
}

func (r *reader) checkLifecycle(path string, l *Lifecycle) {
	r.positive(path+".fallback_days", l.FallbackDays)
	r.positive(path+".min_gaps", l.MinGaps)
	r.oneOf(path+".overlap", l.Overlap, stageOverlaps)
	if l.Cycle == "auto" {
		return
	}
	if days, err := strconv.ParseFloat(l.Cycle, 64); err != nil || !(days > 0) {
		r.Add(path+".cycle", fmt.Sprintf("%q is not a repurchase cycle", r.Written(path+".cycle")), "write auto, or a number of days above 0")
	}
}

func (r *reader) checkRFM(path string, f *RFM) {
	r.notNegative(path+".window_days", float64(f.WindowDays))
	r.oneOf(path+".monetary", f.Monetary, monetaries)
	r.cut(path+".recency_cut", f.RecencyCut)
	r.cut(path+".orders_cut", f.OrdersCut)
	r.cut(path+".money_cut", f.MoneyCut)
	r.bins(path+".recency_bins", f.RecencyBins)
	r.bins(path+".orders_bins", f.OrdersBins)
	r.bins(path+".money_bins", f.MoneyBins)
}

// bins are absent, or the four numbers between five scores.
func (r *reader) bins(path string, bins []float64) {
	if !r.Given(path) {
		return
	}
	ascending := len(bins) == 4 && bins[0] >= 0
	for i := 1; ascending && i < len(bins); i++ {
		ascending = bins[i] > bins[i-1]
	}
	if !ascending {
		r.Add(path, "five scores need four numbers between them, each above the one before", "write them as [30, 60, 120, 240], or leave them out for quintiles")
	}
}

func (r *reader) cut(path, cut string) {
	if cut == "mean" || cut == "median" {
		return
	}
	if n, err := strconv.ParseFloat(cut, 64); err != nil || !(n >= 0) {
		r.Add(path, fmt.Sprintf("%q is not a cut", r.Written(path)), "write mean, median or a number")
	}
}

func (r *reader) checkIdentity(path string, i *Identity) {
	if i.MaxJoined < 2 {
		r.Add(path+".max_joined", "below 2 no identifier could join anybody", "write 5, or leave it out")
	}
	if region, err := language.ParseRegion(i.Region); err != nil || !region.IsCountry() || len(i.Region) != 2 {
		r.Add(path+".region", fmt.Sprintf("%q is not a country", r.Written(path+".region")), "write its two letters, such as TW")
	}
	for n, deny := range i.Deny {
		r.need(item(path+".deny", n), deny, "write the phone, mail or id that joins nobody, or remove it")
	}
}
