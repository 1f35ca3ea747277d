// Draws every figure of the page from the options next to it. The numbers are
// written here, since the options are plain data.
(function () {
  'use strict';
  var number = new Intl.NumberFormat('en', {maximumFractionDigits: 1});
  var compact = new Intl.NumberFormat('en', {notation: 'compact', maximumFractionDigits: 1});
  var percent = function (v) { return number.format(v) + ' %'; };
  var plain = function (name) { return String(name).replace(/^[<>]/, ''); };

  function writes(unit) {
    return function (v) {
      if (v === '-' || v === null || v === undefined) return '–';
      if (Array.isArray(v)) v = v[2];
      return unit === 'percent' ? percent(v) : number.format(v);
    };
  }

  function ticks(unit) {
    return function (v) { return unit === 'percent' ? percent(v) : compact.format(v); };
  }

  function dress(option, unit, width) {
    var write = writes(unit);
    option.textStyle = {fontFamily: getComputedStyle(document.body).fontFamily};
    option.tooltip.valueFormatter = write;
    option.tooltip.confine = true;
    [].concat(option.yAxis || []).forEach(function (axis) {
      axis.axisTick = {show: false};
      if (axis.type === 'value') axis.axisLabel.formatter = ticks(unit);
    });
    option.series.forEach(function (series) {
      if (series.type === 'bar') series.label.formatter = function (p) { return write(p.value); };
      if (series.type === 'heatmap') {
        var narrow = width / option.xAxis[0].data.length < 40;
        series.label.formatter = function (p) { return narrow ? Math.round(p.value[2]) : number.format(p.value[2]); };
      }
      if (series.type === 'heatmap') series.progressive = 0;
      if (series.type === 'line') series.showAllSymbol = true;
      if (series.type !== 'sankey') return;
      series.label.formatter = function (p) { return plain(p.name); };
      series.emphasis = {focus: 'adjacency'};
      option.tooltip.formatter = function (p) {
        return p.dataType === 'edge'
          ? plain(p.data.source) + ' → ' + plain(p.data.target) + ': ' + number.format(p.value)
          : plain(p.name) + ': ' + number.format(p.value);
      };
    });
    return option;
  }

  var drawn = [].map.call(document.querySelectorAll('figure.chart'), function (figure) {
    var chart = echarts.init(figure.querySelector('.canvas'), null, {renderer: 'svg'});
    chart.setOption(dress(JSON.parse(figure.querySelector('script').textContent), figure.dataset.unit, figure.clientWidth));
    return chart;
  });
  function resize() { drawn.forEach(function (chart) { chart.resize(); }); }
  window.addEventListener('resize', resize);
  window.addEventListener('beforeprint', resize);
  window.addEventListener('afterprint', resize);
})();
