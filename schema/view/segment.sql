-- The members of a segment as of a date, with who they are: every condition
-- that is given must hold, and of several values of one kind any.
/* fragments/segment_columns.sql */,
/* fragments/segment_member.sql */
WHERE (empty({stages:Array(String)}) OR has({stages:Array(String)}, toString(a.stage)))
    AND (empty({classes:Array(String)}) OR has({classes:Array(String)}, ifNull(toString(a.rfm_class), '')))
    AND (empty({r_scores:Array(String)}) OR has({r_scores:Array(String)}, ifNull(toString(a.r_score), '')))
    AND (empty({f_scores:Array(String)}) OR has({f_scores:Array(String)}, ifNull(toString(a.f_score), '')))
    AND (empty({m_scores:Array(String)}) OR has({m_scores:Array(String)}, ifNull(toString(a.m_score), '')))
    AND (empty({aipl:Array(String)}) OR has({aipl:Array(String)}, toString(a.aipl)))
    AND (empty({phases:Array(String)}) OR has({phases:Array(String)}, toString(a.life_phase)))
    AND (empty({tiers:Array(String)}) OR has({tiers:Array(String)}, toString(a.value_tier)))
    AND hasAll(a.tags, {tags:Array(String)})
    AND ({top_by:String} = '' OR isNotNull(place))
ORDER BY place DESC, a.member_id
LIMIT {top:UInt64}
