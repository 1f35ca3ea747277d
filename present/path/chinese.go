package path

var chinese = Words{
	KeptOut: "對照組", LeftOtherwise: "其他離開", End: "結束", Earlier: "舊版本的步驟",
	Day: "1 天", Days: "%d 天", Expected: "預計回購日", Before: "預計回購日前 %s",
	Until: "直到%s", AtMost: "，最多 %s", Or: "或", And: "且",
	Bought: "已購買", Opened: "已開啟 %s", Clicked: "已點擊 %s", Did: "發生 %s", In: "屬於 %s", Same: "（相同的 %s）",
	Lot: "抽籤 %g", Else: "其他", Always: "接著",
	Goal: "達成目標", NoGoal: "購買", TooFew: "人數太少，無法判斷", Enough: "足以判斷", None: "沒有可比較的人",
	WholeJourney: "整個旅程",
	States:       map[string]string{"runs": "進行中", "paused": "已暫停", "ended": "已結束"},
	Reasons: map[string]string{
		"finished": "走到終點",
		"goal":     "達成目標", "unsubscribed": "已無任何通路的同意", "stay": "不再屬於適用的分群",
		"leave": "進入了結束旅程的分群", "expired": "停留過久", "merged": "兩個會員其實是同一人",
		"gone": "已被清除，或被商店刪除", "removed": "由人員移出", "ended": "旅程已被結束",
	},
}
