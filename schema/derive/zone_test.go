package derive

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/intake"
)

// latestStatedZoneCounts merges random records of people: of the time zones that are some the
// one of the record that was changed last counts; of two at once the later shop's by its name,
// then the later record's by its id.
func latestStatedZoneCounts(w world) {
	seed := uint64(time.Now().UnixNano())
	w.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 3))
	now := time.Now().Truncate(time.Second)
	spelt := map[string]string{"": "", "Mars/Base": "", "Asia/Taipei": "Asia/Taipei", "america/NEW_york": "America/New_York", "Asia/Tokyo": "Asia/Tokyo"}
	texts := []string{"", "Mars/Base", "Asia/Taipei", "america/NEW_york", "Asia/Tokyo"}
	want, wantOf := map[string]string{}, map[string]string{}
	rows := make([][]regulars.Customer, len(w.brand.Shops))
	for person := range 12 {
		email := fmt.Sprintf("p%d@x.test", person)
		for record := range 5 {
			shop, id := r.IntN(len(rows)), fmt.Sprintf("c%d-%d", person, record)
			c := regulars.Customer{ID: id, Email: email, UpdatedAt: now.Add(-time.Duration(r.IntN(2)) * time.Hour), Timezone: texts[r.IntN(len(texts))]}
			if person == 0 { // two at once, and one that is none
				shop, c.UpdatedAt, c.Timezone = 0, now, texts[1+record%4]
			}
			rows[shop] = append(rows[shop], c)
			order := c.UpdatedAt.UTC().Format(time.RFC3339) + " " + w.brand.Shops[shop].Name + " " + id
			if zone := spelt[c.Timezone]; zone != "" && order > wantOf[email] {
				want[email], wantOf[email] = zone, order
			}
		}
	}
	for i := range rows {
		load := intake.Load{Brand: w.brand, Shop: &w.brand.Shops[i], ID: fmt.Sprint("zones-", i), ReadAt: now}
		require.NoError(w, intake.InsertCustomers(w.Context(), w.db, load, rows[i]))
	}
	w.derive()
	for person := range 12 {
		email := fmt.Sprintf("p%d@x.test", person)
		require.Equal(w, want[email], w.text("SELECT toString(timezone) FROM members WHERE email = '"+email+"' AND brand = ?"), email)
	}
	require.Equal(w, `the time zone "Mars/Base" is none: it counts as not said; write it as Asia/Taipei`, w.text("SELECT any(reason) FROM rejected WHERE entity = 'customers' AND brand = ?"))
}
