package preview

import "regulars/present"

// words are what the screens of this package say, in one language.
type words struct {
	Whom, Date, Planned, LeftAlone string
	Again, Nobody                  string
	Variants, Waits                string
	Cost, NoPrice, Quota           string
	NoQuota, Unlimited, TooFew     string
	Subject, Segments, Letters     string
	HTML, Plain                    string
	NoName, Price, Files           string
	Coupons                        string
	Hours, Due, Clocks             string
}

func wordsOf(n *present.Names) *words {
	if n.Lang == present.Chinese.Lang {
		return &chinese
	}
	return &english
}

var english = words{
	Whom: "addresses", Date: "business date", Planned: "the campaign is %s; this is its plan",
	LeftAlone: "%s more are left alone, since the campaign reached them before",
	Again:     "%s of them may have got this campaign within the 7 days before",
	Nobody:    "it would reach nobody",
	Variants:  "Variants", Waits: "waits for the rule",
	Cost: "%s: about %s for %s", NoPrice: "%s: what a message costs is not known: write price under channels", Quota: "%s: %s may still be sent by the account",
	NoQuota: "%s: the provider does not say how many may still be sent", Unlimited: "%s: the account has no limit", TooFew: "%s: the account may still send %s, fewer than the %s planned",
	Subject: "subject", Segments: "%s (%s)", Letters: "%s of 5,000 characters",
	HTML: "HTML, %s bytes", Plain: "text only", NoName: "no name", Price: "%s each", Files: "%d files in %s; they hold personal data",
	Coupons: "%s of %s coupon codes are free", Hours: "At their best hours", Clocks: "By their own clocks (hours of the brand's; *: of whom no zone is known)", Due: "at %s",
}

var chinese = words{
	Whom: "對象", Date: "營業日", Planned: "活動狀態為 %s，以下是其規劃",
	LeftAlone: "另有 %s 位先前已收到，這次不再發送",
	Again:     "其中 %s 位在前 7 天內可能已收到此活動",
	Nobody:    "不會發送給任何人",
	Variants:  "版本", Waits: "等待規則決定",
	Cost: "%s：約 %s（%s）", NoPrice: "%s：單價未知，請在 channels 設定 price", Quota: "%s：帳號還可發送 %s 則",
	NoQuota: "%s：供應商未提供剩餘額度", Unlimited: "%s：帳號沒有上限", TooFew: "%s：帳號只能再發送 %s 則，少於規劃的 %s 則",
	Subject: "主旨", Segments: "%s（%s）", Letters: "%s／5,000 字",
	HTML: "HTML，%s 位元組", Plain: "純文字", NoName: "無姓名", Price: "每則 %s", Files: "%d 個檔案在 %s，內含個人資料",
	Coupons: "優惠碼剩 %s／%s 組", Hours: "各自的最佳時段", Clocks: "依會員所在時區（以品牌時區顯示；*：時區未知）", Due: "%s 發送",
}
