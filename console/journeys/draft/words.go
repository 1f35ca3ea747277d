package draft

import (
	"regulars/console/studio"
	"regulars/present"
	"regulars/schema/walk"
)

// Text are the words of the pages beyond those of console/studio. A field with % is a format;
// its comment says what goes in.
type Text struct {
	*studio.Text
	Write, WriteLead, OneOfThese, ToYAML, Walked, SeeIt        string
	Enters, EntersLead, CountExactly                           string
	Now, NowEvent, ByEvent, ByEventKey                         string // Now: members, date; ByEvent: event; ByEventKey: event, key
	Becomes, BecomesLead, Nobody, Gets, BecomesWhat, MovesAway string // Gets: members; MovesAway: step
	Drawn, DrawnLead, Ends                                     string
	Examples, OfWhom                                           map[string]string // by name; by what becomes of them
}

// textOf returns the words of a language.
func textOf(names *present.Names) *Text {
	shared, t := *studio.TextOf(names), english
	own := ownEnglish
	if names.Lang == present.Chinese.Lang {
		t, own = chinese, ownChinese
	}
	own(&shared)
	t.Text = &shared
	return &t
}

// ownEnglish are the words of campaigns' pages that are others for journeys.
func ownEnglish(t *studio.Text) {
	t.New, t.Empty, t.Campaign, t.None = "New journey", "From nothing", "Journey", "There is no journey yet."
	t.NameTaken = "Not saved: the console has a journey of this name. Give another one."
	t.Difference = "Differs from version %d by %s, which %s approved and by which members come in now"
	t.First = "Nobody walks it yet: all of it is new"
	t.RemoveLead = "From then on nobody comes in or moves on, unless the config's file has it. What its steps send stays on the console. Its versions stay on record."
	t.InFile = "A journey of this name stands in the config's file: remove it there first, or give another name."
	t.InTheFile = "It lives in the config's file and is edited there; starter journey export and import move it here, with what its steps send."
	t.CopyFails = "This journey can't be copied: its text can't be read."
	t.Twice, t.SendsNothing, t.Sent = "in both places: it stands still", "nobody yet", "Is walked"
}

func ownChinese(t *studio.Text) {
	t.New, t.Empty, t.Campaign, t.None = "新的旅程", "從空白開始", "旅程", "還沒有任何旅程。"
	t.NameTaken = "沒有儲存：主控台已有同名的旅程，請換一個名稱。"
	t.Difference = "與目前進入者所走的第 %d 版（%s 撰寫，%s 核准）的差異"
	t.First = "還沒有人走：全部都是新的"
	t.RemoveLead = "從此沒有人會進入或前進，除非設定檔裡有它。步驟發送的行銷活動仍留在主控台；各版本保留紀錄。"
	t.InFile = "設定檔裡有同名的旅程：請先在那裡移除，或換一個名稱。"
	t.InTheFile = "它寫在設定檔，也在那裡修改；用 starter journey export 與 import 可連同步驟的訊息一起移到這裡。"
	t.CopyFails = "無法複製這個旅程：讀不懂它的內容。"
	t.Twice, t.SendsNothing, t.Sent = "同時在兩處：停住不動", "還沒有人", "目前走的版本"
}

var english = Text{
	Write: "Write journeys", WriteLead: "Each journey lives in one place: in the config's file or here. What is saved here takes effect when it is approved, with the next night or tick.",
	OneOfThese: "Begin with an example", ToYAML: "Look at it as it is written", Walked: "Who is where now",
	SeeIt:  "See who walks it",
	Enters: "Who comes in", EntersLead: "By the SQL that a night asks with, and nothing is written.", CountExactly: "Count exactly", Now: "By the numbers of %[2]s %[1]s members qualify; who is in it, or may not come in again, doesn't.",
	NowEvent: "Who does it comes in within minutes, between the nights.", ByEvent: "Who does %s", ByEventKey: "Who does %s, once for each %s",
	Becomes: "Who is in it, and what becomes of them", BecomesLead: "Members keep the version with which they came in. migrate moves who stands on a step that it names, before anything else of the next night.",
	Nobody: "Nobody is in it.", Gets: "Members", BecomesWhat: "Once this takes effect", MovesAway: "move to %s",
	Drawn: "What members walk", DrawnLead: "As this version says; the numbers are those of who stands there and went there so far.", Ends: "Steps",
	Examples: map[string]string{
		"second-purchase": "Second purchase", "wake-up": "Before sleep, and after", "birthday": "Birthday", "abandoned-cart": "Abandoned cart", "abandoned-cart-en": "Abandoned cart (English)", "referral": "Bring a friend",
		"welcome": "Welcome", "last-call": "Last call", "near-upgrade": "Near the next level", "points": "Points that end",
	},
	OfWhom: map[string]string{
		walk.Unchanged: "walk on as before: the step is the same", walk.Changed: "keep the step as they came to it", walk.Dropped: "keep their step, which nobody else comes to any more",
	},
}

var chinese = Text{
	Write: "撰寫旅程", WriteLead: "每個旅程只在一處：設定檔，或這裡。在這裡儲存的，經核准後從下一晚或下一次推進起生效。",
	OneOfThese: "從範例開始", ToYAML: "看它的內容", Walked: "現在誰在哪裡",
	SeeIt:  "看誰正在走",
	Enters: "誰會進入", EntersLead: "用夜間作業相同的查詢，且不寫入任何資料。", CountExactly: "精確計算", Now: "依 %[2]s 的數字有 %[1]s 位會員符合；已在其中或還不能再進入的人除外。",
	NowEvent: "發生後幾分鐘內進入，不必等到夜間。", ByEvent: "發生 %s 的人", ByEventKey: "發生 %s 的人，每個 %s 一次",
	Becomes: "已在其中的人會如何", BecomesLead: "會員沿用進入時的版本。migrate 會在下一晚最先移動停留在所列步驟的人。",
	Nobody: "目前沒有人在其中。", Gets: "會員數", BecomesWhat: "生效之後", MovesAway: "移到 %s",
	Drawn: "會員走的路", DrawnLead: "依這個版本；數字是至今停留與走過的人數。", Ends: "步驟",
	Examples: map[string]string{
		"second-purchase": "第二次購買", "wake-up": "沉睡前後", "birthday": "生日", "abandoned-cart": "未結帳購物車", "abandoned-cart-en": "未結帳購物車（英文）", "referral": "推薦朋友",
		"welcome": "歡迎", "last-call": "最後一次提醒", "near-upgrade": "即將升等", "points": "點數到期",
	},
	OfWhom: map[string]string{
		walk.Unchanged: "照舊前進：步驟沒有改變", walk.Changed: "沿用到達時的步驟", walk.Dropped: "留在自己的步驟，之後不再有人到達",
	},
}
