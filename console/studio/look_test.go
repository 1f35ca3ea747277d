package studio

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/console/words"
	"regulars/present"
	"regulars/schema/ledger"
)

// Of a date that is planned already the funnel is of what was planned, whatever came of it since,
// and words say whom a plan would add; of any other it is of what a plan adds.
func TestAPlanThatIsMadeAlready(t *testing.T) {
	books := []ledger.BooksLine{
		{Channel: "edm", State: ledger.DeliverySent, Members: 50}, {Channel: "edm", State: ledger.DeliveryFailed, Reason: "refused", Members: 6}, {Channel: "edm", State: ledger.DeliveryUnknown, Members: 1},
		{Channel: "sms", State: ledger.DeliveryPlanned, Members: 3}, {State: ledger.DeliveryExcluded, Reason: "no_consent", Members: 40},
	}
	adds := []ledger.BooksLine{{Channel: "edm", State: ledger.DeliveryPlanned, Members: 2}, {State: ledger.DeliveryExcluded, Reason: "no_address", Members: 5}}
	for _, of := range []struct {
		names                *present.Names
		books, adds          []ledger.BooksLine
		match, reached, says string
	}{
		{&present.English, nil, adds, "7", "2", ""},
		{&present.English, books, nil, "100", "60", "This date is planned already: the numbers are of whom it was planned for. A plan now would add nobody."},
		{&present.English, books, adds, "100", "60", "This date is planned already: the numbers are of whom it was planned for. A plan now would add 7 members, of whom 2 would get it."},
		{&present.Chinese, books, adds, "100", "60", "這一天已經規劃過，以下是當時規劃的人數。現在再規劃會增加 7 位會員，其中 2 位會收到。"},
	} {
		a := &Asked{T: TextOf(of.names), Words: words.Of(of.names), Names: of.names}
		look := a.planned(of.books, of.adds, 0)
		require.Equal(t, []string{of.match, of.reached, of.says}, []string{look.Steps[0].Members, look.Reached, look.Planned})
	}
}
