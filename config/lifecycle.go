package config

import (
	"fmt"
	"strconv"

	"golang.org/x/text/language"
)

// Stages are the lifecycle stages, and prospect for a member without purchase.
var Stages = []string{"new", "active", "sleep", "lost", "deep", "prospect"}

// RFMClasses are the classes, from HHH to LLL in the order R F M.
var RFMClasses = []string{"rfm_vip", "rfm_attention", "rfm_frequent", "rfm_developing", "rfm_keep", "rfm_maintain", "rfm_winback", "rfm_dormant"}

func (r *reader) checkLifecycle(path string, l *Lifecycle) {
	fallback(&l.Cycle, "auto")
	fallback(&l.Overlap, "recent")
	r.positiveDefault(path+".fallback_days", &l.FallbackDays, 30)
	r.positiveDefault(path+".min_gaps", &l.MinGaps, 30)
	r.oneOf(path+".overlap", l.Overlap, []string{"recent", "history"})
	if l.Cycle == "auto" {
		return
	}
	if days, err := strconv.ParseFloat(l.Cycle, 64); err != nil || !(days > 0) {
		r.add(path+".cycle", fmt.Sprintf("%q is not a repurchase cycle", r.written(path+".cycle")), "write auto, or a number of days above 0")
	}
}

func (r *reader) checkRFM(path string, f *RFM) {
	fallback(&f.Monetary, "total")
	r.notNegative(path+".window_days", float64(f.WindowDays))
	r.oneOf(path+".monetary", f.Monetary, []string{"total", "average"})
	r.cut(path+".recency_cut", &f.RecencyCut)
	r.cut(path+".orders_cut", &f.OrdersCut)
	r.cut(path+".money_cut", &f.MoneyCut)
	r.bins(path+".recency_bins", f.RecencyBins)
	r.bins(path+".orders_bins", f.OrdersBins)
	r.bins(path+".money_bins", f.MoneyBins)
}

// bins are absent, or the four numbers between five scores.
func (r *reader) bins(path string, bins []float64) {
	if !r.given(path) {
		return
	}
	ascending := len(bins) == 4 && bins[0] >= 0
	for i := 1; ascending && i < len(bins); i++ {
		ascending = bins[i] > bins[i-1]
	}
	if !ascending {
		r.add(path, "five scores need four numbers between them, each above the one before", "write them as [30, 60, 120, 240], or leave them out for quintiles")
	}
}

func (r *reader) cut(path string, cut *string) {
	fallback(cut, "mean")
	if *cut == "mean" || *cut == "median" {
		return
	}
	if n, err := strconv.ParseFloat(*cut, 64); err != nil || !(n >= 0) {
		r.add(path, fmt.Sprintf("%q is not a cut", r.written(path)), "write mean, median or a number")
	}
}

func (r *reader) checkIdentity(path string, i *Identity) {
	fallback(&i.Region, "TW")
	if !r.given(path + ".max_joined") {
		i.MaxJoined = 5
	}
	if i.MaxJoined < 2 {
		r.add(path+".max_joined", "below 2 no identifier could join anybody", "write 5, or leave it out")
	}
	if region, err := language.ParseRegion(i.Region); err != nil || !region.IsCountry() || len(i.Region) != 2 {
		r.add(path+".region", fmt.Sprintf("%q is not a country", r.written(path+".region")), "write its two letters, such as TW")
	}
	for n, deny := range i.Deny {
		r.need(fmt.Sprintf("%s.deny[%d]", path, n), deny, "write the phone, mail or id that joins nobody, or remove it")
	}
}

// positiveDefault fills in an absent number and refuses one below 1.
func (r *reader) positiveDefault(path string, value *int, otherwise int) {
	if !r.given(path) {
		*value = otherwise
	}
	if *value < 1 {
		r.add(path, "it must be 1 or more", fmt.Sprintf("write %d, or leave it out", otherwise))
	}
}
