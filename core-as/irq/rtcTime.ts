/**
 * The clock chip's time: seconds and calendar. A year is 1970 or later; dates that do not exist are those as many days after the
 * first of their month.
 *
 * BOUNDS: fields are `Field`s, 8 words at FIELDS.
 */
import { FIELDS, Field, RTC_A, RTC_B, RTC_PULSE, RTC_SECONDS, RTC_WEEKDAY, RtcB } from "./rtcState";

export const SECOND: i64 = 32768;
const DAY: i64 = 86400;
/** DV2..DV0 in register A when the divider runs from the 32768 Hz crystal. */
const DIVIDER_RUNS: u32 = 2;

/** Whether the time stands: it is being set, or the divider is held in reset. */
export function timeStands(): bool {
  return (load<u32>(RTC_B) & RtcB.Set) != 0 || !dividerRuns();
}

export function dividerRuns(): bool {
  return load<u32>(RTC_A) >> 4 == DIVIDER_RUNS;
}

/** Seconds since 1970 at pulse `now`, while the time runs. */
export function secondsAt(now: i64): i64 {
  return load<i64>(RTC_SECONDS) + ((now - load<i64>(RTC_PULSE)) >> 15);
}

/** The pulse at which the second of `now` began. */
export function secondBegan(now: i64): i64 {
  return now - ((now - load<i64>(RTC_PULSE)) & (SECOND - 1));
}

export function field(which: u32): i32 {
  return load<i32>(FIELDS + (which << 2));
}

export function setField(which: u32, value: i32): void {
  store<i32>(FIELDS + (which << 2), value);
}

/** Fills the fields with what the clock shows at pulse `now`. */
export function fillFields(now: i64): void {
  const seconds = secondsAt(now);
  const days = seconds / DAY;
  const within = <i32>(seconds % DAY);
  setField(Field.Second, within % 60);
  setField(Field.Minute, (within / 60) % 60);
  setField(Field.Hour, within / 3600);
  // The first of January 1970 was a Thursday, day 5.
  setField(Field.Weekday, ((<i32>((days + 4) % 7) + load<i32>(RTC_WEEKDAY)) % 7) + 1);
  fillDate(<i32>days);
}

/**
 * Civil date from days since 1970: years that begin in March have their leap day last, and 400 of them always have 146,097
 * days.
 */
function fillDate(days: i32): void {
  const shifted = days + 719468;
  const era = shifted / 146097;
  const ofEra = shifted % 146097;
  const yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146096) / 365;
  const ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const march = (5 * ofYear + 2) / 153;
  const month = march < 10 ? march + 3 : march - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  setField(Field.Day, ofYear - (153 * march + 2) / 5 + 1);
  setField(Field.Month, month);
  setField(Field.Year, year % 100);
  setField(Field.Century, year / 100);
}

/** Days since 1970 of the fields' date. */
function daysOfFields(): i32 {
  const month = field(Field.Month);
  const year = field(Field.Century) * 100 + field(Field.Year) - (month <= 2 ? 1 : 0);
  const era = year / 400;
  const yearOfEra = year % 400;
  const ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + field(Field.Day) - 1;
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear - 719468;
}

/** Lets the time go on from the fields; the second began at pulse `began`. */
export function startFromFields(began: i64): void {
  const days = daysOfFields();
  const within = field(Field.Hour) * 3600 + field(Field.Minute) * 60 + field(Field.Second);
  store<i64>(RTC_SECONDS, <i64>days * DAY + within);
  store<i64>(RTC_PULSE, began);
  const weekday = (days + 4) % 7;
  store<i32>(RTC_WEEKDAY, (field(Field.Weekday) - 1 - weekday + 14) % 7);
}
