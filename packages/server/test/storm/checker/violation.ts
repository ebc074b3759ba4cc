/** Something that a server must never do. */
export interface Violation {
  readonly rule: Rule;
  /** What it was done to. */
  readonly subject: string;
  readonly detail: string;
}

export type Rule =
  | 'no_answer'
  | 'server_fault'
  | 'connection_lost'
  | 'session_lost'
  | 'session_invented'
  | 'session_indefinite'
  | 'change_lost'
  | 'close_lost'
  | 'final_state_left'
  | 'time_went_back'
  | 'browser_changed'
  | 'not_given_up'
  | 'given_up'
  | 'repeat_differs'
  | 'event_missing'
  | 'event_invented'
  | 'state_lost'
  | 'profile_lost'
  | 'profile_invented'
  | 'version_lost'
  | 'version_invented'
  | 'version_wrong'
  | 'run_lost'
  | 'run_changed'
  | 'run_indefinite'
  | 'home_left'
  | 'process_left'
  | 'browser_missing';
