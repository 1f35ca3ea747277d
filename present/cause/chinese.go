package cause

const chinese = "zh-Hant"

var chineseWords = language{
	shop:     "商店 {shop}：",
	entity:   "商店 {shop}，{entity}：",
	whole:    "商店 {shop} 整體，{entity}：",
	campaign: "行銷活動 {campaign}：",
	rangeOf:  "%d 至 %d",
	texts: map[Code]string{
		PullOpen:      "資料還沒抓完：請看它的 workflow 查明原因，再重跑這一晚",
		PullFailed:    "{says}",
		NotPulled:     "沒有抓取任何資料：請重跑這一晚",
		FilesUneven:   "檔案共有 {rows} 列，其中採用 {used} 列、拒收 {rejected} 列、略過 {left_out} 列，加起來不符：請重跑這一晚",
		StoredDiffers: "收到 {came} 筆，存入 {stored} 筆：請重跑這一晚，會重抓這段期間",
		CountDiffers:  "平台有 {platform} 筆，收到 {came} 筆：請重跑這一晚；若仍不符，請檢查商店權杖的權限範圍",
		Rejected:      "收到 {came} 筆之外，有 {rejected} 筆被拒收，超過 reconcile.rejected 允許的比例 {share}：原因見 rejected 資料表，請在商店或檔案欄位設定中修正，再重跑這一晚",
		Unmapped:      "收到的 {came} 筆中，有 {unmapped} 筆訂單的狀態沒有對應而不計入（{words}），超過 reconcile.rejected 允許的比例 {share}：請在該商店的 statuses 說明其意義",
		RejectedToo:   "收到 {came} 筆之外，有 {rejected} 筆被拒收，另有 {unmapped} 筆訂單的狀態沒有對應而不計入（{words}），合計超過 reconcile.rejected 允許的比例 {share}：請在該商店的 statuses 說明其意義，拒收原因見 rejected 資料表",

		TotalDiffers:  "平台有 {platform} 筆，存有 {stored} 筆：請執行 `starter sweep {shop}` 逐筆比對",
		ShopDiffers:   "{says}",
		SweepOpen:     "全面比對後仍有 {open} 筆不符：商店既不顯示它們，也沒說已刪除：請檢查權杖的權限範圍，再執行 `starter sweep {shop}`",
		PartitionLost: "ClickHouse 現存 {stored} 筆，原有 {expected} 筆：有分割區遺失或被卸離：請看 system.detached_parts，再執行 `starter sweep {shop}`",
		PartsDetached: "資料表 {table} 有 {parts} 個分割部分被卸離（{says}）：請看 system.detached_parts；把它們掛回，或在全面比對重讀其紀錄後刪除",

		NotCompared:  "這一天的商店資料沒有核對過：只有夜間作業會核對",
		NotPublished: "這一天的數字尚未發布",
		NumbersStale: "已發布的數字早於抓取的資料：請重跑這一晚",
		PlanMissing:  "名單沒有寫成：請看它的 workflow 查明原因，再重跑這一晚",
		PlanRefused:  "{says}",
		PlanLost:     "帳本中的發送紀錄少於原訂名單：{expected} 筆只剩 {stored} 筆：請先從名單完成後的備份還原資料表 deliveries，再發送這個活動",
		BooksOpen:    "已結束，但名單 {planned} 人中有 {open} 人沒有結果：請重跑這一晚，帳會結清",

		NightNotWhole: "這一晚的資料不完整：{says}",
		DatePast:      "營業日已過",
		FailureRate:   "{came} 則中有 {failed} 則發送失敗，超過 pause_at_failure_rate 允許的比例",
		HeldBy:        "由 {by} 暫停",
		HeldByNote:    "由 {by} 暫停：{says}",
		Restored:      "帳本來自 {says}（UTC）的備份：其後發送的不在帳上，這些會員可能已經收到；放行後仍會全部發送",
		SegmentGone:   "客群 {segment} 已不在後台的存檔中：請用同一名稱再存一次，或在活動的 audience 改用別的客群",
	},
}
