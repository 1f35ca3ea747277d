package report

var chinese = text{
	Title: "每日營運報告", DateOf: "營業日 %s", MadeAt: "產生於 %s（%s）", Contents: "目錄",
	Show: "展開數字",

	Whole: "完整", NotWhole: "不完整", NoCertificate: "沒有證明",
	WholeLead:         "各商店的資料都已到齊，每一檔活動名單上的每一位會員都恰好有一個結果。",
	NoCertificateLead: "只有每日流程會產生證明。這一天的數字是回補計算的，或是當日流程尚未結束。",

	Anomalies: "異常", AnomaliesLead: "與前八週的同一個星期幾相比。",
	NoAnomalies: "沒有任何數字遠離該星期幾的常態。", AnomalyUsual: "平常為 %s（robust z %s）",
	MoreAnomalies: "另外 %d 項",

	Today: "當日", TodayLead: "與前一日、上週、四週前與 52 週前的同一個星期幾，以及目標相比。日曆期間則與前一月或前一年的相同天數相比。",
	Metric: "指標", Value: "數值", Last28: "近 28 天",
	DayBefore: "前一日", WeekBefore: "上週", MonthBefore: "28 天前", YearBefore: "去年",
	Target: "目標", ToGo: "還差 %s", TargetReached: "達成",

	Stages:            "生命週期階段",
	StagesLead:        "會員在回購週期 c 中的位置；週期中位數為 %s，階段依當月採用的週期判定。",
	StagesLeadNoCycle: "會員在回購週期 c 中的位置；購買次數還不足以得出週期，採用設定中的預設值。",
	Stage:             "階段", Members: "會員數", Share: "佔比", Revenue365: "近 365 天營收",
	FlowDay: "自前一日以來的移動", FlowMonth: "自 28 天前以來的移動",
	FlowStayed: "%s 位會員的階段沒有改變，圖中略去。",
	FlowNobody: "沒有會員改變階段。", From: "從", To: "到",

	Calendar: "提前行動", CalendarLead: "未來兩週內若不購買，就會轉為沉睡客或流失客的會員，列在發生的那一天；旁邊是他們至今的消費額。",
	CalendarEmpty: "未來兩週沒有會員會轉為沉睡客或流失客。", CalendarBecomes: "轉為%s",
	CalendarSums: "合計", CalendarIn7: "月曆 7 天", CalendarIn14: "月曆 14 天", CalendarDue7: "stage_due 7 天",
	CalendarDue14: "stage_due 14 天", CalendarRevenue: "至今消費額",
	CalendarAgrees:  "月曆與 stage_due 相符：兩週內沒有會員經過第二個階段。",
	CalendarDiffers: "14 天內有 %s 次進入%s是第二步：月曆只列每位會員的下一個階段，stage_due 則計入途中的每一個階段。",
	Weekdays:        [7]string{"週一", "週二", "週三", "週四", "週五", "週六", "週日"},

	Cohorts: "同期群（Cohort）", CohortsLead: "某月首購的會員，在其後第 k 個月再次購買的比例。列出最近 13 個同期群；cohort_retention 有全部。",
	CohortsAsOf: "最近一次計算截至 %s。", CohortsNone: "還沒有買家。",
	Cohort: "首購月份", CohortSize: "人數", CohortMonth: "+%d",

	RFM: "RFM", RFMLead: "各分類的會員，以及近 365 天的消費額。",
	Class:   "分類",
	CrossRF: "R × F 最近購買 × 購買頻率", CrossRM: "R × M 最近購買 × 消費金額", CrossFM: "F × M 購買頻率 × 消費金額",
	CrossCell: "會員數，其下為近 365 天營收。5 分最高。", CrossNone: "這一天沒有分數。",
	Recency: "R", Frequency: "F", Money: "M",

	Funnels: "漏斗", FunnelsLead: "從認知到忠誠，從造訪到推薦。",
	AIPL: "AIPL：認知、興趣、購買、忠誠", AIPLAtLeast: "至少到此", AIPLStep: "轉化率",
	AIPLNoEvents: "沒有興趣事件（瀏覽、加入購物車、登入、訊息點擊），無法區分 A 與 I：未購買者皆計為 A。",
	AARRR:        "AARRR", AARRRLead: "近 28 天；激活率與 LTV 為累計至今。",
	NoEventsWhy: "需要行為事件的數字為空：還沒有收到這些類型的事件，可在設定中加入 events 檔案。",
	AARRRNone:   "這一天沒有 AARRR 數字。",
	Acquisition: "獲取", Activation: "激活", Retention: "留存", Monetisation: "營收", Referral: "推薦",

	Pareto: "80/20 曲線", ParetoLead: "近 365 天的買家中，前 20 %% 帶來 %s 的營收。",
	ParetoNone: "近 365 天沒有人購買。", ParetoBuyers: "前段買家", ParetoShare: "營收佔比",

	Buyers: "未來 2 週最可能購買的會員", BuyersLead: "依模型預期的購買次數排列。請以會員編號在自己的系統中查詢；姓名已遮蔽。",
	BuyersNone: "這一天沒有預測：模型至少需要 100 位有購買的會員，其中 30 位有第二次購買。",
	MemberID:   "會員", Name: "姓名", Expected: "預期次數", Alive: "存活機率", Purchases: "購買次數", Spent: "消費額",
	Calibration:      "模型對近 28 天的預測有多準",
	CalibrationLead:  "依截至 %s 的模型所預期的次數，將會員分為十等分，旁邊是實際的購買日數。合計：預期 %s，實際 %s。",
	CalibrationNone:  "近 28 天無法比較：%s。",
	CalibrationTenth: "十分位", CalibrationCame: "實際",
	LastPurchase: "最近購買", NextPurchase: "預計購買", Channel: "管道",

	Trends: "近 90 天", TrendsLead: "每個主要指標一條線；中斷處是沒有數字的日子。", Date: "日期",

	Campaigns: "活動", CampaignsNone: "這一天沒有活動。",
	CampaignsLead: "每一檔活動：規劃 = 已送 + 失敗 + 未知 + 排除 + 保留，以本報告產生時為準。",
	Campaign:      "活動", State: "狀態", Planned: "規劃", Sent: "已送", Failed: "失敗", Unknown: "未知",
	Excluded: "排除", Held: "保留", Closes: "帳", BooksClose: "✓ 平衡", BooksOpen: "✗ 不平",

	Journeys: "旅程", JourneysLead: "夜間作業之後，進入旅程的每個人在哪裡。", Journey: "旅程", Came: "進入", OnStep: "在步驟上", KeptOut: "對照組",
	Finished: "走完", LeftOtherwise: "其他離開", Step: "步驟", Waits: "等待", LeadsTo: "去向與走過的人數",
	JourneyEquation: "%s 進入 = %s 在步驟上 + %s 對照組 + %s 走完 + %s 離開",
	Certificate:     "證明",
	Definitions:     "定義", DefinitionsLead: "以上每個數字的定義，取自計算它的檔案（原文為英文）。",
	Source: "來源", NotDefined: "沒有定義：%s",
}
