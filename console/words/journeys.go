package words

// JourneyText are the words of the pages about journeys in one language. A field with % is a
// format; its comment says what goes in.
type JourneyText struct {
	Title, Lead, None, Journey, AdvancedTo, NotAdvanced, Came, In, KeptOut, Finished, Left, ByGoal string
	PausedBy, EndedBy, PausedByConfig, Unwritten, Colon                                            string // PausedBy, EndedBy: who, when; Unwritten: campaigns
	Picture, PictureLead, Equation                                                                 string // Equation: came, on a step, kept out, finished, left
	WhyLeft, NobodyLeft, Steps, Step, Waits, Sends, Leads, Stands                                  string
	Results, ResultsLead, CameTo, ThenGoal, BeforeAny                                              string
	Judged, WayLead, Way, WalkIt, OfThese, Points, Range                                           string // Judged: what, days, date
	Who, CameOn, Since, NobodyStands, Most, ToStep, Move, Remove                                   string // Who: step; Most: how many

	Does map[string]string // by action
}

var englishJourneys = JourneyText{
	Title: "Journeys", Lead: "Paths of messages that members walk, each at a pace of their own.", None: "The brand has no journeys yet: they are written here, or in the config's file under its key journeys.",
	Journey: "Journey", AdvancedTo: "Advanced to", NotAdvanced: "No night has advanced it yet", Came: "Came in", In: "On a step", KeptOut: "Kept out", Finished: "Finished", Left: "Left otherwise", ByGoal: "of these by the goal",
	PausedBy: "paused by %s at %s", EndedBy: "ended by %s at %s", PausedByConfig: "paused by the config", Unwritten: "It stands still: nobody has approved a version of what its steps send: %s.", Colon: ": ",
	Picture: "Who is where", PictureLead: "A box is a step with how many stand there; an arrow is a way with how many went it so far.",
	Equation: "%s came in = %s on a step + %s kept out + %s finished + %s left", WhyLeft: "Left, and why", NobodyLeft: "Nobody has left.",
	Steps: "Steps", Step: "Step", Waits: "Waits for", Sends: "Sends", Leads: "Leads to", Stands: "Stand there",
	Results: "Results", ResultsLead: "What came of the messages of each step, by the last touch, and how many left by the goal after it.", CameTo: "Came to it", ThenGoal: "Then the goal", BeforeAny: "before any message",
	Judged: "Compared: %s within %d days after they came in, up to %s.", WayLead: "A way counts whom the lot leads there, also who left before it, so that like is compared with like.",
	Way: "Way", WalkIt: "Walk it", OfThese: "of these", Points: "Lift in points", Range: "95 % range",
	Who: "Who stands on %s", CameOn: "Came in", Since: "Waits since", NobodyStands: "Nobody stands there.", Most: "The first %d are shown.",
	ToStep: "To which step", Move: "Move", Remove: "Take out",
	Does: map[string]string{
		"journey_pause": "Pause the journey", "journey_resume": "Resume the journey", "journey_end": "End the journey", "journey_move": "Move the member", "journey_remove": "Take the member out",
	},
}

var chineseJourneys = JourneyText{
	Title: "旅程", Lead: "會員依各自的步調走過的一連串訊息。", None: "這個品牌還沒有旅程：可以在這裡撰寫，或寫在設定檔的 journeys 之下。",
	Journey: "旅程", AdvancedTo: "推進至", NotAdvanced: "還沒有任何一晚推進過", Came: "進入", In: "在步驟上", KeptOut: "對照組", Finished: "走完", Left: "其他離開", ByGoal: "其中達成目標",
	PausedBy: "由 %s 於 %s 暫停", EndedBy: "由 %s 於 %s 結束", PausedByConfig: "由設定暫停", Unwritten: "暫時停住：步驟要發送的行銷活動還沒有核准的版本：%s。", Colon: "：",
	Picture: "誰在哪裡", PictureLead: "方框是步驟與停留其上的人數；箭頭是去向與至今走過的人數。",
	Equation: "%s 進入 = %s 在步驟上 + %s 對照組 + %s 走完 + %s 離開", WhyLeft: "離開的原因", NobodyLeft: "沒有人離開。",
	Steps: "步驟", Step: "步驟", Waits: "等待", Sends: "發送", Leads: "去向", Stands: "停留人數",
	Results: "成效", ResultsLead: "每個步驟的訊息帶來了什麼（以最後接觸計），以及之後因達成目標而離開的人數。", CameTo: "到達人數", ThenGoal: "之後達成目標", BeforeAny: "在任何訊息之前",
	Judged: "比較：進入後 %[2]d 天內%[1]s，計至 %[3]s。", WayLead: "一條路徑計入抽籤會分到那裡的所有人，包括之前就離開的人，如此才是同類相比。",
	Way: "路徑", WalkIt: "走此路徑", OfThese: "其中", Points: "提升（百分點）", Range: "95 % 區間",
	Who: "停留在 %s 的會員", CameOn: "進入日", Since: "開始等待", NobodyStands: "沒有人停留在此。", Most: "顯示前 %d 位。",
	ToStep: "移到哪個步驟", Move: "移動", Remove: "移出",
	Does: map[string]string{
		"journey_pause": "暫停旅程", "journey_resume": "恢復旅程", "journey_end": "結束旅程", "journey_move": "移動會員", "journey_remove": "移出會員",
	},
}
