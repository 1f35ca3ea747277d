package cards

import "regulars/present"

// Text is what a journey's form says beyond its fields. A field with % is a format; its comment
// says what goes in.
type Text struct {
	Steps, Step, Add, Up, Down, Drop   string // Step: number, name
	Way, AddWay, AddPart, DropWay      string // Way: number
	Write, Next, End, Goal, Ends, More string
	EndsLead, Otherwise                string

	Waits, Does, Places map[string]string // by choice
}

func textOf(names *present.Names) *Text {
	if names.Lang == present.Chinese.Lang {
		return &chinese
	}
	return &english
}

var english = Text{
	Steps: "Steps", Step: "Step %d: %s", Add: "Add a step", Up: "Move up", Down: "Move down", Drop: "Remove",
	Way: "Way %d", AddWay: "Add a way", AddPart: "Add a share", DropWay: "Remove the way",
	Write: "Write the message", Next: "the next step", End: "the end", Goal: "Goal", Ends: "Goal and exits", More: "More",
	Otherwise: "If none of the ways is open",
	EndsLead:  "Who reaches the goal leaves at once.",
	Waits:     map[string]string{waitNone: "no wait", waitAfter: "some time", waitOn: "for the expected purchase", waitUntil: "until something happens"},
	Does:      map[string]string{doesSend: "sends a message", doesWays: "chooses a way", doesSplit: "splits by chance", doesNothing: "nothing"},
	Places:    map[string]string{"file": "in the config's file", "console": "on the console"},
}

var chinese = Text{
	Steps: "步驟", Step: "步驟 %d：%s", Add: "新增步驟", Up: "上移", Down: "下移", Drop: "移除",
	Way: "路徑 %d", AddWay: "新增路徑", AddPart: "新增比重", DropWay: "移除路徑",
	Write: "撰寫訊息", Next: "下一步", End: "結束", Goal: "目標", Ends: "目標與離開", More: "其他",
	Otherwise: "都不符合時",
	EndsLead:  "達成目標的人立即離開。",
	Waits:     map[string]string{waitNone: "不等待", waitAfter: "一段時間", waitOn: "預期購買日", waitUntil: "直到某事發生"},
	Does:      map[string]string{doesSend: "發送訊息", doesWays: "依條件分路", doesSplit: "隨機分流", doesNothing: "不做事"},
	Places:    map[string]string{"file": "設定檔", "console": "主控台"},
}
