package present

import "cmp"

// lives are the words for the phases of members' lives, and values those for their values, by
// language.
var (
	lives = map[string]map[string]string{
		English.Lang: {"acquired": "acquired", "activated": "activated", "growing": "growing", "retained": "retained", "churned": "churned"},
		Chinese.Lang: {"acquired": "獲取", "activated": "激活", "growing": "成長", "retained": "留存", "churned": "流失"},
	}
	values = map[string]map[string]string{
		English.Lang: {"high": "high", "potential": "potential", "low": "low", "churned": "churned"},
		Chinese.Lang: {"high": "高價值", "potential": "潛力", "low": "低價值", "churned": "流失"},
	}
)

// Phases are the words for the phases of members' lives, by phase, and Tiers those for their
// values, by tier.
func (n *Names) Phases() map[string]string { return lives[n.Lang] }
func (n *Names) Tiers() map[string]string  { return values[n.Lang] }

func (n *Names) phase(code string) string { return cmp.Or(n.Phases()[code], code) }
func (n *Names) tier(code string) string  { return cmp.Or(n.Tiers()[code], code) }
