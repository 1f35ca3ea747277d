package present

// Chinese are the names in Traditional Chinese, as it is written in Taiwan.
var Chinese = Names{
	Lang: "zh-Hant", Points: "百分點", DaysAfter: " 天",

	Stages: map[string]string{
		"prospect": "機會客", "new": "新客", "active": "活躍客", "sleep": "沉睡客", "lost": "流失客", "deep": "深度流失客", "none": "尚未認識",
	},
	StageMeanings: map[string]string{
		"prospect": "尚未購買", "new": "3c 內購買一次", "active": "3c 內購買兩次以上",
		"sleep": "3c–6c 前購買兩次以上", "lost": "3c–6c 前購買一次", "deep": "6c 內沒有購買",
	},
	StageMembers: "會員：%s",
	Classes: map[string]string{
		"vip": "VIP會員", "attention": "關注會員", "frequent": "潛力常客", "developing": "一般發展客",
		"keep": "保持型", "maintain": "維持型", "winback": "重點回頭客", "dormant": "沉睡會員",
	},
	Windows: map[string]string{
		"day": "當日", "7d": "近 7 天", "28d": "近 28 天", "90d": "近 90 天", "365d": "近 365 天",
		"month": "本月至今", "year": "今年至今", "asof": "累計",
	},
	Metrics: map[string]string{
		"revenue": "營收", "orders": "訂單數", "buyers": "買家數", "aov": "客單價", "units": "件數",
		"gross": "毛額", "discounts": "折扣", "shipping": "運費", "tax": "稅額", "refunds": "退款", "returns": "退貨",
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
	Columns: map[string]string{
		"member_id": "會員編號", "name": "姓名", "email": "電子郵件", "phone": "電話", "line_id": "LINE 使用者 ID",
		"marketing_consent": "同意行銷", "city": "城市", "first_purchase": "首購日", "last_purchase": "最近購買日", "purchases": "購買次數",
		"revenue": "營收", "recency_days": "距上次購買天數", "r_score": "R 分數", "f_score": "F 分數", "m_score": "M 分數",
		"rfm_class": "RFM 分群", "stage": "階段", "stage_since": "進入階段日", "stage_next": "下一階段", "stage_next_on": "下一階段日",
		"life_phase": "生命週期", "value_tier": "價值等級", "aipl": "AIPL", "p_alive": "仍活躍機率", "expected_14d": "未來 14 天預期購買次數",
		"clv_365d": "未來 365 天預期價值", "next_purchase": "預期下次購買日", "preferred_channel": "偏好通路", "tags": "標籤",
		"stage_before": "先前階段", "channel": "通路", "state": "狀態", "reason": "原因", "date": "日期", "scope": "範圍", "metric": "指標",
		"window": "期間", "value": "數值", "change_day": "較前一日", "change_week": "較前一週", "change_month": "較 28 天前",
		"change_year": "較去年", "robust_z": "偏離常態（z）", "anomaly": "異常", "target": "目標", "target_gap": "與目標差距", "part": "部分",
		"record": "紀錄", "shop": "商店", "order_id": "訂單 ID", "number": "訂單編號", "placed_at": "下單時間（UTC）", "seq": "會員第幾次購買",
		"units": "件數", "numerator": "分子", "denominator": "分母", "campaign": "活動", "delivered_on": "發送日", "delivery": "發送狀態",
		"from": "原數值", "to": "新數值", "generation": "版次", "published_at": "發布時間（UTC）", "orders": "造成變動的訂單數",
		"late": "其他遲到的變動", "which": "明細",
	},

	certificate: certificateWords{
		Title: "%s %s 的證明：%s", Whole: "完整", NotWhole: "不完整", Shops: "商店", Campaigns: "活動",
		Stores:    "商店整體，現在",
		StoreHead: [...]string{"商店", "資料", "平台", "儲存", "隱藏", "拒收", "上次全面比對（修復）", "今晚修復", ""},
		Unseen:    "比對了什麼，以及平台無法告知的", UnseenHead: [...]string{"商店", "資料", "以及替代作法"}, NoSweep: "尚無",
		ShopHead:     [...]string{"商店", "資料", "平台", "收到", "儲存", "拒收", ""},
		CampaignHead: [...]string{"活動", "狀態", "規劃", "已送", "失敗", "未知", "排除", "保留", ""},
		Files:        "檔案的列",
		FilesHead:    [...]string{"商店", "資料", "列數", "採用", "拒收", "略過", "空白或合計", "未宣告、由檔案判定的讀法"},
		CantCount:    "無法計數", Unchanged: "未變動", Unmapped: "%s 筆訂單的狀態未對應，不計入：%s",
		Missed:       "%s 沒有執行夜間作業：這些日期的數字已在本次一併計算",
		MissedBefore: "%s 也沒有，且尚無數字：`starter backfill --from %s --to %s` 可以計算",
		CaughtUp:     "在這些日期進入階段的會員，今晚由 %s 一併發送（catch_up: send）",
		KeptCycles: "自 %s 起的回購週期只依 %s 個間隔計算，同一期間現在已有 %s 個：" +
			"執行 `starter backfill --from %s --remake %s` 才會重算",
		KeptFits: "自 %s 起的預測模型只依 %s 位會員擬合，同一期間現在已有 %s 位：" +
			"執行 `starter backfill --from %s --remake %s` 才會重算",
		MissedCampaign: "在這些日期進入階段的會員，%s 不發送（catch_up: skip）",
		Dates:          "%s 至 %s", And: "、",
	},
}
