package config

func (r *reader) checkTiers(path string, tiers []Tier) {
	taken, below := map[string]bool{}, 0.0
	for i, t := range tiers {
		at := item(path, i)
		r.name(at+".name", t.Name, taken)
		if !(t.Spend > below) {
			r.Add(at+".spend", "it is not above the tier before it", "write the tiers in the order of their spend, each above 0")
		}
		below = max(below, t.Spend)
	}
}
