import type { DoorPlace } from '../../../core/door-place.ts';
import type { Words } from './dictionary.ts';

const SIDES = { left: '左边', right: '右边', above: '上面', below: '下面' } as const;

function where(place: DoorPlace): string {
  const side = `屏幕${SIDES[place.side]}`;
  const column = place.columnsOnSide > 1 ? `第 ${place.columnFromScreen} 列` : '';
  if (place.doorsInColumn === 1) return `${side}${column}`;
  // With a column it would be too long for one breath.
  return `${side}${column}${column === '' ? '，' : '。'}从上数第 ${place.fromTop} 格`;
}

export const zh: Words = {
  slides: {
    welcome: { title: ['晚点回来', '饭菜等你'], line: '白天夜里都能取' },
    'how-to': { title: ['输个号码', '门就开了'], line: '没有信号也能取' },
    help: { title: ['有事找我们', '打个电话'], line: '说柜号就行' },
  },
  steps: [
    { fact: '输取餐码', detail: '8 位数字' },
    { fact: '门自己开', detail: '看大号码' },
    { fact: '取出餐食', detail: '别落东西' },
    { fact: '随手关门', detail: '推紧就好' },
  ],

  enterCode: '输入 8 位取餐码',
  checkedWhenFull: '输满 8 位自动核对',
  stillThere: '还在吗？',
  pressToGoOn: '按一下就接着输',
  checking: '正在核对',
  entered: (digits) => `已输 ${digits} 位`,

  keypad: '数字键盘',
  clear: '清除',
  delete: '退格',
  showQr: '出示二维码',
  largerShort: '大字',
  larger: '放大文字',
  largerInBrief: '放大',
  normalShort: '小字',
  normal: '恢复文字',
  thisLanguage: '中文',
  otherLanguageSaid: '英文',
  help: '帮助',
  back: '返回',

  wrong: { title: ['码不对，', '再看一眼'], what: '这个码没有对上。', left: (tries) => `还可以试 ${tries} 次。` },
  tries: () => '次机会',
  wait: { title: ['码不对，', '等一等'], what: '这个码没有对上。', next: '稍等一会儿再输。' },
  seconds: '秒',
  waitPrompt: (seconds) => `${seconds} 秒后可以再输`,
  checkCode: { fact: '核对 8 位数字', detail: '看看取餐短信' },
  scanQr: { fact: '有码就扫', detail: '二维码对准扫描口' },
  scanQrNoWait: { fact: '扫码不用等', detail: '二维码对准扫描口' },
  sayCabinet: (cabinet) => `报柜号 ${cabinet}`,

  refused: {
    'not-loaded': { title: ['餐还没', '放进来'], what: '请晚一点再来。', next: '您的码一直有效。' },
    'already-collected': { title: ['这份餐', '取走了'], what: '这个码已经用过。', next: '有疑问请打电话。' },
    expired: { title: ['取餐时间', '过了'], what: '这个码不能再用。', next: '请打电话问一问。' },
    held: { title: ['这份餐', '先不能取'], what: '为了安全，暂时留住。', next: '请打电话，有人处理。' },
  },
  service: {
    'lock-silent': { title: ['这会儿', '开不了门'], what: '门锁没有回应。', next: '您的码还能再用。' },
    'cannot-record': { title: ['这会儿', '开不了门'], what: '柜子需要检修。', next: '您的码还能再用。' },
  },
  leftOpen: (door, alarm, where) => ({
    title: [`${door} 号门`, alarm ? '一直开着' : '还没关'],
    what: where,
    next: '请把门推紧。',
  }),
  jammed: (door, canTryAgain) => ({
    title: [`${door} 号门`, '没弹开'],
    what: canTryAgain ? '先往里推一下门。' : '我们来帮您打开。',
    next: canTryAgain ? '再按下面的按钮。' : '请打这个电话。',
  }),
  tryAgain: '再开一次',
  understood: '知道了',
  helpLine: '帮助电话',

  opening: (door) => `${door} 号门正在打开`,
  open: (door) => `${door} 号门开了，请取餐`,
  where,
  stop: '。',
  closeAfter: '取完请关门',
  thisScreen: '本屏',
  yourFood: '您的餐',
  pieces: (count) => `${count} 份`,
  more: (kinds) => `还有 ${kinds} 样`,
  zone: { chilled: '冷藏', frozen: '冷冻', heated: '热食', ambient: '常温' },
  openAgain: '再开一次',
  openAgainFor: (seconds) => `还剩 ${seconds} 秒`,
  somethingWrong: '东西不对？',
  thanks: '谢谢，慢走',
  thanksLine: '门关好了。',

  helpTitle: ['打电话', '我们帮您'],
  callUs: '帮助电话',
  cabinetNumber: '柜号',
  tellThem: '接通后报柜号',
  staff: '工作人员',

  backSoon: '马上回来',
  backSoonLine: '屏幕歇一会儿。',

  staffNumber: '输入 4 位工号',
  staffSecret: '输入 8 位密码',
  staffSignIn: '工作人员登录',
  staffRefused: {
    title: ['工号或密码', '不对'],
    left: (tries) => (tries > 0 ? `还可以试 ${tries} 次。` : '请过一会儿再试。'),
  },
  signOut: '退出',
  toStore: '点一单，放进柜子',
  ordersLeft: (orders) => `还有 ${orders} 单`,
  nothingToStore: '没有要放的餐',
  stored: (order, door) => `${order} 已放进 ${door} 号门`,
  door: (door) => `${door} 号门`,
  noDoorFree: '没有空格',
  page: (page, pages) => `第 ${page} 页，共 ${pages} 页`,
  previous: '上一页',
  next: '下一页',
  loading: {
    opening: { title: (door) => `${door} 号门正在打开`, next: '请等一下。' },
    open: { title: (door) => `${door} 号门开了`, next: '放好餐，关上门。' },
    closed: { title: (door) => `${door} 号门关好了`, next: '请核对门号。' },
    jammed: { title: (door) => `${door} 号门没弹开`, next: '推一下门，再试一次。' },
    'no-answer': { title: (door) => `${door} 号门没有回应`, next: '再试一次，或换一单。' },
  },
  wasEmpty: '打开时里面是空的吗？',
  wasEmptyYes: '是空的',
  wasEmptyNo: '有东西',

  toCheck: '点一扇门，看看里面',
  allChecked: '门都查完了',
  doorsToCheck: (doors) => `${doors} 扇门要查`,
  checked: (door) => `${door} 号门查好了`,
  toOrders: '去放餐',
  nobodyKnows: '里面有什么不清楚',
  onHold: '暂停取餐',
  doorCheck: {
    opening: { title: (door) => `${door} 号门正在打开`, next: '请等一下。' },
    open: { title: (door) => `${door} 号门开了`, next: '看看里面，再回答。' },
    closed: { title: (door) => `${door} 号门关好了`, next: '请说说里面有什么。' },
    jammed: { title: (door) => `${door} 号门没弹开`, next: '推一下门，再试一次。' },
    'no-answer': { title: (door) => `${door} 号门没有回应`, next: '再试一次，或换一扇门。' },
  },
  closeToCount: '现在请关上门。',
  whatIsInside: '里面有什么？',
  isItInside: (order) => `里面是 ${order} 吗？`,
  leaderReleases: '还要团长放行。',
  found: { good: '是，没坏', inside: '是，在里面', discarded: '扔掉了', empty: '是空的', notThere: '不是，空了' },
};
