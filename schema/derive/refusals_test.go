package derive_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/derive"
	"regulars/schema/schematest"
)

// What was refused under a mail address or a phone stays with the customer who changes it, but
// not where it was allowed again later. What the deleted one of two records of a person had
// refused stays with the other one.
func TestANoStaysWithTheCustomer(t *testing.T) {
	t.Parallel()
	e := openEngine(t)
	brand := schematest.Brand(t, "keeps")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	answers := func(id, email, phone string, answer regulars.Answer) regulars.Customer {
		return regulars.Customer{ID: id, Email: email, Phone: phone, Consents: []regulars.Consent{
			{Channel: "edm", Purpose: "marketing", Answer: answer, At: time.Date(2025, 1, 1, 10, 0, 0, 0, time.UTC), Source: "form"},
		}}
	}
	customer := func(id, email, phone string) regulars.Customer { return answers(id, email, phone, regulars.AnswerYes) }
	gone := func(c regulars.Customer) regulars.Customer {
		c.Deleted = true
		return c
	}
	said := func(kind, value, day string, yes bool) {
		require.NoError(t, e.Conn.Exec(t.Context(), `INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, source, evidence, version, dated)
			SELECT brand, 'web', node, 'edm', 'marketing', toDateTime64(?, 3, 'UTC'), ?, 'file', 'consents/web/row 1', 1, true
			FROM identity_nodes WHERE brand = 'keeps' AND kind = ? AND value = ?`, day+" 10:00:00", yes, kind, value))
	}
	says := func() map[string]bool {
		type row struct {
			Customer string `ch:"customer"`
			Yes      bool   `ch:"yes"`
		}
		found := map[string]bool{}
		for _, r := range schematest.Query[row](t, e.DB, `SELECT splitByChar('/', n.value)[2] AS customer, c.granted AS yes
			FROM identity_nodes AS n INNER JOIN consents AS c ON c.brand = n.brand AND c.member_id = n.member_id
			WHERE n.brand = 'keeps' AND n.kind = 'customer'`) {
			found[r.Customer] = r.Yes
		}
		return found
	}
	e.take(t, brand, 0, batch{customers: []regulars.Customer{
		customer("mail", "m1@example.com", ""), customer("phone", "p@example.com", "0912000001"),
		customer("again", "a1@example.com", ""), customer("never", "n1@example.com", ""),
		customer("two", "t@example.com", ""), answers("old two", "t@example.com", "", regulars.AnswerNo),
		customer("both", "b@example.com", ""), customer("old both", "b@example.com", ""),
	}})
	e.derive(t, brand)
	said("email", "m1@example.com", "2025-02-01", false)
	said("phone", "+886912000001", "2025-02-01", false)
	said("email", "a1@example.com", "2025-02-01", false)
	said("email", "a1@example.com", "2025-03-01", true)
	want := map[string]bool{"mail": false, "phone": false, "again": true, "never": true, "two": false, "old two": false, "both": true, "old both": true}
	require.Equal(t, want, says())

	e.take(t, brand, 2, batch{customers: []regulars.Customer{
		customer("mail", "m2@example.com", ""), customer("phone", "p@example.com", "0912000002"),
		customer("again", "a2@example.com", ""), customer("never", "n2@example.com", ""),
		gone(customer("old two", "", "")), gone(customer("old both", "", "")),
	}})
	e.derive(t, brand)
	delete(want, "old two")
	delete(want, "old both")
	require.Equal(t, want, says(), "with other addresses")

	e.take(t, brand, 4, batch{customers: []regulars.Customer{customer("mail", "m3@example.com", "")}})
	e.derive(t, brand)
	require.Equal(t, want, says(), "and with others again")
}
