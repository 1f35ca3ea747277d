package oracle

import "regulars/schema/oracle/dates"

const (
	online  = "online"
	offline = "offline"
)

func (h *History) kindOf(p *order) string { return firstOf(h.settings.ShopOf(p.shop).Kind, online) }

// bothKinds: "where the brand has only one kind of shop: no rows".
func (h *History) bothKinds() bool {
	kinds := map[string]bool{}
	for _, shop := range h.settings.Shops {
		kinds[firstOf(shop.Kind, online)] = true
	}
	return kinds[online] && kinds[offline]
}

func (h *History) crossShopRows(d dates.Day) []Row {
	if !h.bothKinds() {
		return nil
	}
	return []Row{
		row("brand", "cross_shop_members", "asof", h.crossShopMembers(d)),
		row("brand", "online_to_offline", "365d", h.crossed(d, online, offline)),
		row("brand", "offline_to_online", "365d", h.crossed(d, offline, online)),
	}
}

// crossShopMembers: "members with purchases in both an online and an offline
// shop by D".
func (h *History) crossShopMembers(d dates.Day) figure {
	n := 0
	for _, m := range h.members {
		bought := m.until(d)
		if h.anyOf(bought, online) && h.anyOf(bought, offline) {
			n++
		}
	}
	return count(n)
}

// crossed: "of members all of whose purchases dated <= D-365 (at least one) were
// of one kind, the share with one of the other dated D-364..D".
func (h *History) crossed(d dates.Day, from, to string) figure {
	were, came := 0, 0
	for _, m := range h.members {
		before := m.until(d - 365)
		if len(before) == 0 || h.anyOf(before, to) {
			continue
		}
		were++
		if h.anyOf(m.between(d-364, d), to) {
			came++
		}
	}
	return share(came, were)
}

func (h *History) anyOf(bought []*order, kind string) bool {
	for _, p := range bought {
		if h.kindOf(p) == kind {
			return true
		}
	}
	return false
}
