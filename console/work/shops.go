package work

import (
	"cmp"
	"fmt"
	"time"

	"regulars"
	"regulars/config"
	"regulars/present"
	"regulars/schema/view"
)

// ShopLine is how far one entity of a shop is loaded.
type ShopLine struct{ Shop, Platform, Entity, LoadedTo, Lag, Tried, State, Tone, Swept string }

// Shops are the loaded entities of the config's shops, and each shop that has none yet.
func (s Shown) Shops(shops []config.Shop, all []view.ShopRow, hidden func(string) string) []ShopLine {
	var lines []ShopLine
	for i := range shops {
		shop := &shops[i]
		of := 0
		for _, line := range all {
			if line.Shop == shop.Name {
				lines = append(lines, s.shop(shop, line, hidden))
				of++
			}
		}
		if of == 0 {
			lines = append(lines, ShopLine{Shop: shop.Name, Platform: shop.Platform, Entity: present.NoValue, LoadedTo: s.T.Never, Lag: present.NoValue, Tried: s.T.Never, Swept: s.T.Never, Tone: "none"})
		}
	}
	return lines
}

func (s Shown) shop(shop *config.Shop, of view.ShopRow, hidden func(string) string) ShopLine {
	line := ShopLine{
		Shop: shop.Name, Platform: shop.Platform, Entity: cmp.Or(s.T.Entities[of.Entity], of.Entity), LoadedTo: s.when(of.WholeTo), Lag: present.NoValue, Tried: s.when(&of.StartedAt), Swept: s.when(of.SweptAt),
		State: of.State, Tone: of.State,
	}
	if word := map[string]string{"done": s.T.DoneWord, "running": s.T.RunsWord}[of.State]; word != "" {
		line.State = word
	}
	if of.WholeTo != nil {
		line.Lag = Spell(max(s.Now.Sub(*of.WholeTo), time.Second))
	}
	if of.State == "failed" {
		line.State = fmt.Sprintf(s.T.FailedPull, hidden(regulars.ErrorText(of.Detail)))
	}
	return line
}

// when writes a moment, or that there was none.
func (s Shown) when(t *time.Time) string {
	if t == nil {
		return s.T.Never
	}
	return s.Stamp(*t)
}
