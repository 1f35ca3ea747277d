package screen

import (
	"context"

	"regulars/config"
	"regulars/present"
	"regulars/schema/ledger"
)

// Trial says where the comparison of a campaign's variants stands; empty for one without
// a rule.
func Trial(ctx context.Context, l *ledger.Ledger, brand *config.Brand, campaign *config.Campaign, names *present.Names) (string, error) {
	if !campaign.Decision.Given() {
		return "", nil
	}
	s, err := l.Standing(ctx, ledger.TrialOf(brand.Name, campaign.Name, campaign))
	if err != nil {
		return "", err
	}
	t := present.Trial{Campaign: campaign.Name, Rule: campaign.Decide, Drawn: s.Drawn}
	if v := s.Verdict; v != nil {
		t.Decided, t.Variant, t.By, t.At = true, v.Variant, v.By, v.At
		for i, name := range v.Names {
			t.Shares = append(t.Shares, present.TrialShare{Variant: name, Buyers: v.Buyers[i], Members: v.Members[i]})
		}
	}
	return t.Sentence(names, brand.Zone), nil
}
