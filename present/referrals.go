package present

// Programme is what came of a referral programme, as people see it.
type Programme struct {
	Name                                                 string
	Codes, Members, Inviters, Invited, Buyers, Purchases uint64
	Revenue, Discount                                    float64
}

// Referral is a purchase with another member's code, as people see it: who they are stands
// as it may leave the house.
type Referral struct {
	Date, Inviter, Invitee, Order string
	Counts, First                 bool
}

type referralWords struct {
	None           string
	Sums, List     string
	SumsHead       [8]string
	ListHead       [5]string
	New, Old, More string
}

func referralWordsOf(names *Names) *referralWords {
	if names.Lang == Chinese.Lang {
		return &referralChinese
	}
	return &referralEnglish
}

// NoReferrals says that no member has a code.
func NoReferrals(names *Names) string { return referralWordsOf(names).None }

// ProgrammeTable returns what came of referral programmes.
func ProgrammeTable(all []Programme, names *Names, numbers Numbers) Table {
	words := referralWordsOf(names)
	t := Table{Title: words.Sums, Head: words.SumsHead[:], Align: "lrrrrrrr"}
	for _, p := range all {
		t.Rows = append(t.Rows, []string{
			p.Name, Whole(p.Members), Whole(p.Inviters), Whole(p.Invited), Whole(p.Buyers), Whole(p.Purchases), numbers.Money(p.Revenue), numbers.Money(p.Discount),
		})
	}
	return t
}

// ReferralTable returns who invited whom.
func ReferralTable(all []Referral, names *Names) Table {
	words := referralWordsOf(names)
	t := Table{Title: words.List, Head: words.ListHead[:], Align: "lllll"}
	for _, r := range all {
		what := words.More
		switch {
		case r.Counts && r.First:
			what = words.New
		case r.Counts:
			what = words.Old
		}
		t.Rows = append(t.Rows, []string{r.Date, r.Inviter, r.Invitee, r.Order, what})
	}
	return t
}

var referralEnglish = referralWords{
	None: "no member has a referral code yet: a campaign gives them with coupons: {referral: friends}",
	Sums: "Referral programmes", List: "Who invited whom",
	SumsHead: [...]string{"programme", "members", "inviters", "invited", "new buyers", "purchases", "revenue", "discounts"},
	ListHead: [...]string{"date", "inviter", "invited", "order", ""},
	New:      "first purchase", Old: "had bought before", More: "again",
}

var referralChinese = referralWords{
	None: "尚無會員有推薦碼：在活動設定 coupons: {referral: friends} 即可發給",
	Sums: "推薦計畫", List: "誰推薦了誰",
	SumsHead: [...]string{"計畫", "有碼會員", "推薦人", "被推薦", "其中首購", "購買", "營收", "折扣"},
	ListHead: [...]string{"日期", "推薦人", "被推薦", "訂單", ""},
	New:      "首購", Old: "曾購買", More: "再次使用",
}
