package screen

import (
	"fmt"
	"io"

	"regulars/present"
)

// Referrals draws what came of referral programmes and who invited whom, in a language.
func Referrals(out io.Writer, programmes []present.Programme, list []present.Referral, names *present.Names, currency string) {
	if len(programmes) == 0 {
		fmt.Fprintln(out, present.NoReferrals(names))
		return
	}
	numbers := present.NewNumbers(currency, names).WithoutSymbol()
	sums := present.ProgrammeTable(programmes, names, numbers)
	fmt.Fprintln(out, Bold.Sprint(sums.Title))
	Table(out, sums)
	if len(list) == 0 {
		return
	}
	who := present.ReferralTable(list, names)
	fmt.Fprintf(out, "\n%s\n", Bold.Sprint(who.Title))
	Table(out, who)
}
