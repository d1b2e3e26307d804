/** Registers and fields of the 16550, after the PC16550D data sheet (National Semiconductor, 1995), by its section numbers. */

/** Table II: register addresses; the first two are the divisor's while DLAB is set. */
export const enum Reg {
  /** Receiver buffer and transmitter holding register. */
  Data = 0,
  IER = 1,
  /** Interrupt identification; FIFO control when written. */
  IIR = 2,
  LCR = 3,
  MCR = 4,
  LSR = 5,
  MSR = 6,
  SCR = 7,
}

/** 8.6: interrupt enable. */
export const enum Enable {
  Received = 1 << 0,
  Transmit = 1 << 1,
  LineStatus = 1 << 2,
  ModemStatus = 1 << 3,
}

/** Table IV: interrupt identification, in the order of priority. */
export const enum Identity {
  None = 0x1,
  LineStatus = 0x6,
  Received = 0x4,
  Timeout = 0xc,
  Transmit = 0x2,
  ModemStatus = 0x0,
  FifosOn = 0xc0,
}

/** 8.4: FIFO control. */
export const enum Fifo {
  Enable = 1 << 0,
  ClearReceiver = 1 << 1,
}

/** 8.1. */
export const enum Line {
  DLAB = 1 << 7,
}

/** 8.7: modem control. */
export const enum Modem {
  DTR = 1 << 0,
  RTS = 1 << 1,
  OUT1 = 1 << 2,
  /** On a PC, connects the interrupt output to the bus. */
  OUT2 = 1 << 3,
  Loop = 1 << 4,
}

/** 8.3: line status. */
export const enum Status {
  DataReady = 1 << 0,
  Overrun = 1 << 1,
  THRE = 1 << 5,
  TEMT = 1 << 6,
}

/** 8.8: modem status; bits 3..0 say which of 7..4 have changed, RI only when it fell. */
export const enum Input {
  CTS = 1 << 4,
  DSR = 1 << 5,
  RI = 1 << 6,
  DCD = 1 << 7,
}
