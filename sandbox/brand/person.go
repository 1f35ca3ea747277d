package brand

import (
	"fmt"
	"strings"
	"time"
)

// Nobody marks an order behind which no known person stands.
const Nobody = int32(-1)

// PlaceholderPhone is what a cashier types when a customer has no number.
const PlaceholderPhone = "0900000000"

// The channels that a person may allow to write, by their places in
// Person.Consents.
const (
	EDMChannel = iota
	SMSChannel
	LINEChannel
)

// ChannelNames are the names of the channels by their places.
var ChannelNames = [...]string{"edm", "sms", "line"}

// Person is one human, whatever the shops think.
type Person struct {
	Family, Given string
	Email         string // as the person writes it; shops hold it in other letter cases
	Mobile        string // 0912345678
	LineID        string // empty: no LINE friend
	Birth         time.Time
	Gender        string
	City          int // the place in Cities
	Accounts      [len(ShopNames)]Account
	Consents      [len(ChannelNames)]Consent
}

// Account is a person's customer record in one shop; Registered 0 means none.
type Account struct {
	Number     int32 // within the shop, from 1
	Registered int64
	Updated    int64
}

// Consent is what a person said on one channel; At 0 means never asked.
type Consent struct {
	Granted bool
	At      int64
}

// Name is the full name, the family's first.
func (p *Person) Name() string { return p.Family + p.Given }

// Phone is the person's number in E.164.
func (p *Person) Phone() string { return SpellPhone(p.Mobile, third) }

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

// Cities are where people live.
var Cities = [...]string{"臺北市", "新北市", "桃園市", "臺中市", "臺南市", "高雄市", "基隆市", "新竹市", "嘉義市", "彰化縣", "宜蘭縣", "花蓮縣"}

var mailHosts = [...]string{"example.com", "example.com", "example.com", "example.net", "example.org", "mail.example.com", "tw.example.org"}

func newPerson(number int, d Dice) Person {
	family, given := families[d.IntN(len(families))], givens[d.IntN(len(givens))]
	p := Person{
		Family: family[0],
		Given:  given[0],
		Email:  fmt.Sprintf("%s.%s%d@%s", given[1], family[1], number, mailHosts[d.IntN(len(mailHosts))]),
		Mobile: mobileOf(number),
		Gender: given[2],
		City:   d.IntN(len(Cities)),
		Birth:  time.Date(1955+d.IntN(52), time.January, 1+d.IntN(365), 0, 0, 0, 0, time.UTC),
	}
	if d.Chance(.62) {
		p.LineID = fmt.Sprintf("U%016x%016x", d.Uint64(), d.Uint64())
	}
	return p
}

// mobileOf returns for every person a number of their own, without any order in it.
func mobileOf(number int) string {
	const numbers, step = 79_999_987, 48_271_733 // both prime
	return fmt.Sprintf("09%08d", 10_000_001+(number*step)%numbers)
}

// Spelling is how an identifier was typed; 0 means it was left out, 1 to 4 are
// ways to write it.
type Spelling uint8

const (
	unsaid Spelling = iota
	plain
	second
	third
	fourth
	placeholder
)

// SpellEmail writes a mail address in another letter case.
func SpellEmail(email string, as Spelling) string {
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

// SpellPhone writes a mobile number in another way.
func SpellPhone(mobile string, as Spelling) string {
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
		return PlaceholderPhone
	}
	return mobile
}
