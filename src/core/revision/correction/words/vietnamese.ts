import { re, type CorrectionWords } from './correction-words.js';

export const VIETNAMESE: CorrectionWords = {
  labels: ['(?:xin )?đính chính', 'cải chính'],
  phrases: [
    'phiên bản (?:trước|trước đó|trước đây|cũ|đầu tiên) của (?:bài|tin|bản tin)',
    'bài (?:viết|báo)(?: này)? đã được (?:đính chính|sửa|chỉnh sửa|hiệu chỉnh)',
    'xin đính chính',
  ],
  selfReferences: [
    'tòa soạn',
    'toà soạn',
    'bài viết',
    'bài báo',
    'bản tin',
    'tin trước',
    'tiêu đề',
    'bài đăng',
    'phiên bản (?:trước|trước đó|đầu|cũ)',
    'tin đã đăng',
    'bài trước',
  ],
  errors: [
    'đính chính',
    'cải chính',
    '(?:nêu|viết|ghi|đăng|đưa|dẫn|chú thích) (?:nhầm|sai|chưa (?:đúng|chính xác)|không (?:đúng|chính xác))',
    'cáo lỗi',
    'xin lỗi (?:bạn đọc|độc giả)',
    'sai sót',
    'nhầm lẫn',
    'sơ suất',
    'con số đúng',
    'thông tin (?:đúng|chính xác) là',
    'đã được (?:sửa|chỉnh)',
  ],
  admissions: [
    '(?:do|vì) (?:sơ suất|nhầm lẫn|sai sót|lỗi (?:kỹ thuật|biên tập|đánh máy)).{0,120}?(?:bài|tin|báo|tòa ' +
      'soạn|chúng tôi)',
    '(?:xin )?(?:cáo lỗi|thành thật xin lỗi|chân thành xin lỗi) (?:cùng |với )?(?:bạn đọc|quý ' +
      '(?:độc giả|vị)|độc giả)',
  ],
  withdrawals: [re`(?<!\p{L})bài (?:viết|báo) (?:này )?đã (?:bị |được )?(?:gỡ|rút)`],
};
