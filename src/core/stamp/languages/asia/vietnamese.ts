import type { LanguagePack } from '../../words/language-pack.js';

export const VIETNAMESE: LanguagePack = {
  language: 'vi',
  updated: [
    'cập nhật', 'đã cập nhật', 'cập nhật lần cuối', 'lần cuối cập nhật', 'cập nhật mới nhất',
    'cập nhật gần nhất', 'cập nhật cuối', 'ngày cập nhật', 'thời gian cập nhật', 'chỉnh sửa',
    'chỉnh sửa lần cuối', 'lần sửa cuối', 'sửa đổi lần cuối', 'sửa lần cuối', 'sửa đổi',
  ],
  published: [
    'đăng', 'đã đăng', 'ngày đăng', 'xuất bản', 'đã xuất bản', 'ngày xuất bản', 'thời gian đăng',
    'đăng tải', 'đăng bài', 'phát hành',
  ],
  commonWords: ['cập nhật', 'đăng', 'chỉnh sửa', 'sửa đổi', 'phát hành', 'xuất bản', 'đăng tải'],
  fillers: [
    'lúc', 'ngày', 'vào', 'năm', 'thứ', 'hồi', 'chủ nhật', 'hai', 'ba', 'tư', 'sáu', 'bảy', 'giờ', 'hôm',
  ],
  hourWords: ['giờ'],
  am: ['sáng'],
  pm: ['chiều', 'tối'],
  units: {
    minute: ['phút'],
    hour: ['giờ', 'tiếng'],
    day: ['ngày'],
    week: ['tuần'],
  },
  beforeSpan: ['cách đây'],
  afterSpan: ['trước'],
  today: ['hôm nay'],
  yesterday: ['hôm qua'],
  by: ['bởi'],
};
