package report

var chinese = text{
	Lang: "zh-Hant", Points: "百分點", DaysAfter: " 天",
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

	Certificate: "證明",
	Definitions: "定義", DefinitionsLead: "以上每個數字的定義，取自計算它的檔案（原文為英文）。",
	Source: "來源", NotDefined: "沒有定義：%s",

	StageNames: map[string]string{
		"prospect": "機會客", "new": "新客", "active": "活躍客", "sleep": "沉睡客", "lost": "流失客", "deep": "深度流失客", "none": "尚未認識",
	},
	StageMeanings: map[string]string{
		"prospect": "尚未購買", "new": "3c 內購買一次", "active": "3c 內購買兩次以上",
		"sleep": "3c–6c 前購買兩次以上", "lost": "3c–6c 前購買一次", "deep": "6c 內沒有購買",
	},
	ClassNames: map[string]string{
		"vip": "VIP會員", "attention": "關注會員", "frequent": "潛力常客", "developing": "一般發展客",
		"keep": "保持型", "maintain": "維持型", "winback": "重點回頭客", "dormant": "沉睡會員",
	},
	WindowNames: map[string]string{
		"day": "當日", "7d": "近 7 天", "28d": "近 28 天", "90d": "近 90 天", "365d": "近 365 天",
		"month": "本月至今", "year": "今年至今", "asof": "累計",
	},
	MetricNames: map[string]string{
		"revenue": "營收", "orders": "訂單數", "buyers": "買家數", "aov": "客單價", "units": "件數",
		"gross": "毛額", "discounts": "折扣", "shipping": "運費", "tax": "稅額", "refunds": "退款",
		"cancelled_orders": "取消訂單", "orders_without_member": "無會員訂單", "gross_margin": "毛利",
		"new_buyers": "新客數", "returning_buyers": "回購人數", "returning_orders": "回購訂單",
		"returning_revenue": "回購營收", "member_orders": "會員訂單", "member_revenue": "會員營收",
		"repeat_order_rate": "回購率（訂單）", "repeat_member_rate": "回購率（會員）", "repeat_buyer_rate": "回購率（買家）",
		"repeat_revenue_share": "回購營收佔比", "repeat_customer_revenue_share": "回購客營收佔比",
		"new_to_returning_rate": "新轉舊率", "retention_rate": "留存率", "churn_rate": "流失率", "winback_rate": "喚回率",
		"registered": "註冊數", "activation_rate": "激活率", "cycle_median": "回購週期（中位數）",
		"purchase_frequency": "購買頻率", "spend_per_member": "人均消費",
		"pareto_top20_share": "前 20 % 佔比", "ltv_historic": "終身價值", "conversion_rate": "轉換率", "engagement_rate": "互動率",
		"aipl_a": "A 認知", "aipl_i": "I 興趣", "aipl_p": "P 購買", "aipl_l": "L 忠誠",
		"aarrr_visits": "造訪次數", "aarrr_visitors": "訪客數", "aarrr_registrations": "註冊數",
		"aarrr_registration_rate": "註冊率", "aarrr_cost_per_acquisition": "獲客成本",
		"aarrr_logins": "登入次數", "aarrr_activation_rate": "激活率", "aarrr_retention_rate": "留存率",
		"aarrr_repeat_order_rate": "回購率（訂單）", "aarrr_repeat_member_rate": "回購率（會員）",
		"aarrr_purchases_per_member": "人均購買次數", "aarrr_winback_rate": "喚回率", "aarrr_revenue": "營收",
		"aarrr_revenue_per_member": "人均營收", "aarrr_ltv": "終身價值", "aarrr_marketing_roi": "行銷投資報酬率",
		"aarrr_invitations": "邀請數", "aarrr_invitations_activated": "已激活邀請",
		"aarrr_invitation_activation_rate": "邀請激活率", "aarrr_k_factor": "K 因子",
	},
}
