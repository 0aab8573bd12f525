CREATE TABLE `alert` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`at_ms` integer NOT NULL,
	`json` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `alert_by_time` ON `alert` (`tenant_id`,`at_ms`);--> statement-breakpoint
CREATE TABLE `audit_entry` (
	`session_id` text NOT NULL,
	`seq` integer NOT NULL,
	`tenant_id` text NOT NULL,
	`at_ms` integer NOT NULL,
	`actor` text NOT NULL,
	`kind` text NOT NULL,
	`body` text NOT NULL,
	`prev_hash` text NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`session_id`, `seq`)
);
--> statement-breakpoint
CREATE TABLE `case_row` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`opened_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	`drill` integer NOT NULL,
	`json` text NOT NULL,
	`revision` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `case_by_time` ON `case_row` (`tenant_id`,`opened_at_ms`);--> statement-breakpoint
CREATE TABLE `ceremony` (
	`id_hash` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`challenge` text NOT NULL,
	`enrolment_hash` text,
	`expires_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `contact` (
	`tenant_id` text NOT NULL,
	`number` text NOT NULL,
	`person_id` text NOT NULL,
	`calls` integer NOT NULL,
	`last_session_id` text NOT NULL,
	`last_at_ms` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `number`, `person_id`)
);
--> statement-breakpoint
CREATE TABLE `credential` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`person_id` text NOT NULL,
	`public_key` blob NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`device_type` text NOT NULL,
	`backed_up` integer NOT NULL,
	`created_at_ms` integer NOT NULL,
	`used_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `credential_by_person` ON `credential` (`tenant_id`,`person_id`);--> statement-breakpoint
CREATE TABLE `drill` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`action_id` text NOT NULL,
	`callee_id` text NOT NULL,
	`ordered_by` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`session_id` text,
	`failure` text
);
--> statement-breakpoint
CREATE TABLE `enrolment` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`person_id` text NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`used_at_ms` integer,
	`used_by` text
);
--> statement-breakpoint
CREATE TABLE `invitation` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`ordinal` integer NOT NULL,
	`person_id` text,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`device_hash` text
);
--> statement-breakpoint
CREATE INDEX `invitation_by_session` ON `invitation` (`session_id`);--> statement-breakpoint
CREATE TABLE `meeting` (
	`session_id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`host_person_id` text NOT NULL,
	`title` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`idempotency_hash` text,
	`body_hash` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `meeting_idempotency` ON `meeting` (`idempotency_hash`);--> statement-breakpoint
CREATE INDEX `meeting_by_host` ON `meeting` (`host_person_id`,`created_at_ms`);--> statement-breakpoint
CREATE TABLE `participant` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`person_id` text,
	`claimed_person_id` text,
	`display_name` text NOT NULL,
	`role` text NOT NULL,
	`status` text NOT NULL,
	`joined_at_ms` integer NOT NULL,
	`left_at_ms` integer,
	`revision` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `participant_by_session` ON `participant` (`session_id`);--> statement-breakpoint
CREATE TABLE `person` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`display_name` text NOT NULL,
	`email` text NOT NULL,
	`role` text NOT NULL,
	`extension` text,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `person_email` ON `person` (`tenant_id`,`email`);--> statement-breakpoint
CREATE UNIQUE INDEX `person_extension` ON `person` (`tenant_id`,`extension`);--> statement-breakpoint
CREATE INDEX `person_by_extension` ON `person` (`extension`);--> statement-breakpoint
CREATE TABLE `person_number` (
	`tenant_id` text NOT NULL,
	`number` text NOT NULL,
	`person_id` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `number`)
);
--> statement-breakpoint
CREATE INDEX `person_number_by_number` ON `person_number` (`number`);--> statement-breakpoint
CREATE TABLE `rate` (
	`key` text PRIMARY KEY NOT NULL,
	`window_start_ms` integer NOT NULL,
	`count` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `session` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`kind` text NOT NULL,
	`channel` text NOT NULL,
	`title` text NOT NULL,
	`state` text NOT NULL,
	`drill_id` text,
	`host_person_id` text,
	`started_at_ms` integer NOT NULL,
	`ended_at_ms` integer,
	`participants` integer NOT NULL,
	`top_p` real NOT NULL,
	`top_effect` text NOT NULL,
	`case_id` text,
	`revision` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `session_by_start` ON `session` (`tenant_id`,`started_at_ms`);--> statement-breakpoint
CREATE TABLE `sign_in` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`person_id` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tenant` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`created_at_ms` integer NOT NULL
);
