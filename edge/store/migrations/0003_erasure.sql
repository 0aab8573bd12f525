CREATE TABLE `erasure` (
	`tenant_id` text NOT NULL,
	`person_id` text NOT NULL,
	`ordered_by` text NOT NULL,
	`ordered_at_ms` integer NOT NULL,
	`facts` text,
	`done_at_ms` integer,
	PRIMARY KEY(`tenant_id`, `person_id`)
);
--> statement-breakpoint
CREATE TABLE `erasure_session` (
	`tenant_id` text NOT NULL,
	`person_id` text NOT NULL,
	`session_id` text NOT NULL,
	`done_at_ms` integer,
	PRIMARY KEY(`tenant_id`, `person_id`, `session_id`)
);
