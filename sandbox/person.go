package sandbox

import (
	"fmt"
	"strings"
	"time"
)

// none marks an order behind which no known person stands.
const none = int32(-1)

// placeholderPhone is what a cashier types when a customer gives no number.
const placeholderPhone = "0900000000"

// person is one human, whatever the shops think.
type person struct {
	family, given string
	email         string // as the person writes it; shops hold it in other letter cases
	mobile        string // 0912345678
	lineID        string // empty: no LINE friend
	birth         time.Time
	gender        string
	city          int
	accounts      [len(shopNames)]account
	consents      [len(channelNames)]consent
}

// account is a person's customer record in one shop; number 0 means none.
type account struct {
	number     int32
	registered int64
	updated    int64
}

// consent is what a person said on one channel; at 0 means never asked.
type consent struct {
	granted bool
	at      int64
}

func (p *person) name() string { return p.family + p.given }

var families = [...][2]string{
	{"陳", "chen"}, {"林", "lin"}, {"黃", "huang"}, {"張", "chang"}, {"李", "lee"}, {"王", "wang"}, {"吳", "wu"}, {"劉", "liu"},
	{"蔡", "tsai"}, {"楊", "yang"}, {"許", "hsu"}, {"鄭", "cheng"}, {"謝", "hsieh"}, {"洪", "hung"}, {"郭", "kuo"}, {"邱", "chiu"},
	{"曾", "tseng"}, {"廖", "liao"}, {"賴", "lai"}, {"徐", "hsu"}, {"周", "chou"}, {"葉", "yeh"}, {"蘇", "su"}, {"莊", "chuang"},
	{"呂", "lu"}, {"江", "chiang"}, {"何", "ho"}, {"蕭", "hsiao"}, {"羅", "lo"}, {"高", "kao"}, {"潘", "pan"}, {"歐陽", "ouyang"},
}

var givens = [...][3]string{ // name, spelling, gender
	{"怡君", "yijun", "female"}, {"雅婷", "yating", "female"}, {"淑芬", "shufen", "female"}, {"美玲", "meiling", "female"},
	{"佳穎", "jiaying", "female"}, {"欣怡", "xinyi", "female"}, {"詩涵", "shihan", "female"}, {"郁婷", "yuting", "female"},
	{"心怡", "hsinyi", "female"}, {"惠雯", "huiwen", "female"}, {"宜蓁", "yizhen", "female"}, {"品妤", "pinyu", "female"},
	{"子晴", "ziqing", "female"}, {"佩珊", "peishan", "female"}, {"雅雯", "yawen", "female"}, {"思妤", "siyu", "female"},
	{"志明", "zhiming", "male"}, {"家豪", "jiahao", "male"}, {"俊傑", "junjie", "male"}, {"建宏", "jianhong", "male"},
	{"冠宇", "guanyu", "male"}, {"宗翰", "zonghan", "male"}, {"承恩", "chengen", "male"}, {"柏翰", "bohan", "male"},
	{"彥廷", "yanting", "male"}, {"小明", "xiaoming", "male"}, {"哲瑋", "zhewei", "male"}, {"信宏", "xinhong", "male"},
	{"品睿", "pinrui", "male"}, {"宇翔", "yuxiang", "male"}, {"瑞", "rui", ""}, {"安", "an", ""},
}

var cities = [...]string{"臺北市", "新北市", "桃園市", "臺中市", "臺南市", "高雄市", "基隆市", "新竹市", "嘉義市", "彰化縣", "宜蘭縣", "花蓮縣"}

var mailHosts = [...]string{"example.com", "example.com", "example.com", "example.net", "example.org", "mail.example.com", "tw.example.org"}

func newPerson(number int, d dice) person {
	family, given := families[d.IntN(len(families))], givens[d.IntN(len(givens))]
	p := person{
		family: family[0],
		given:  given[0],
		email:  fmt.Sprintf("%s.%s%d@%s", given[1], family[1], number, mailHosts[d.IntN(len(mailHosts))]),
		mobile: mobileOf(number),
		gender: given[2],
		city:   d.IntN(len(cities)),
		birth:  time.Date(1955+d.IntN(52), time.January, 1+d.IntN(365), 0, 0, 0, 0, time.UTC),
	}
	if d.chance(.62) {
		p.lineID = fmt.Sprintf("U%016x%016x", d.Uint64(), d.Uint64())
	}
	return p
}

// mobileOf gives every person a number of their own, without any order in it.
func mobileOf(number int) string {
	const numbers, step = 79_999_987, 48_271_733 // both prime
	return fmt.Sprintf("09%08d", 10_000_001+(number*step)%numbers)
}

// spelling is how an identifier was typed; unsaid means it was left out.
type spelling uint8

const (
	unsaid spelling = iota
	plain
	second
	third
	fourth
	placeholder
)

func spellEmail(email string, as spelling) string {
	switch as {
	case unsaid:
		return ""
	case second:
		return strings.ToUpper(email[:1]) + email[1:]
	case third:
		at := strings.IndexByte(email, '@')
		return strings.ToUpper(email[:at]) + email[at:]
	case fourth:
		return strings.ToUpper(email)
	}
	return email
}

func spellPhone(mobile string, as spelling) string {
	switch as {
	case unsaid:
		return ""
	case second:
		return mobile[:4] + "-" + mobile[4:7] + "-" + mobile[7:]
	case third:
		return "+886" + mobile[1:]
	case fourth:
		return mobile[:4] + " " + mobile[4:7] + " " + mobile[7:]
	case placeholder:
		return placeholderPhone
	}
	return mobile
}
