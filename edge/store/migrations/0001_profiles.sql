CREATE TABLE `baseline` (
	`tenant_id` text NOT NULL,
	`scope` text NOT NULL,
	`scope_id` text NOT NULL,
	`feature` text NOT NULL,
	`value` text NOT NULL,
	`weight` real NOT NULL,
	`uses` integer NOT NULL,
	`fresh` real DEFAULT 0 NOT NULL,
	`day` integer NOT NULL,
	`day_weight` real NOT NULL,
	`first_at_ms` integer NOT NULL,
	`last_at_ms` integer NOT NULL,
	`source` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `scope`, `scope_id`, `feature`, `value`)
);
--> statement-breakpoint
CREATE INDEX `baseline_by_value` ON `baseline` (`tenant_id`,`scope`,`feature`,`value`);--> statement-breakpoint
CREATE TABLE `break_glass` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`reason` text NOT NULL,
	`requested_by` text NOT NULL,
	`requested_at_ms` integer NOT NULL,
	`approved_by` text,
	`started_at_ms` integer,
	`until_ms` integer,
	`ended_by` text,
	`ended_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `break_glass_by_time` ON `break_glass` (`tenant_id`,`requested_at_ms`);--> statement-breakpoint
CREATE TABLE `decision` (
	`session_id` text NOT NULL,
	`ordinal` integer NOT NULL,
	`tenant_id` text NOT NULL,
	`participant_id` text NOT NULL,
	`at_ms` integer NOT NULL,
	`drill` integer NOT NULL,
	`json` text NOT NULL,
	PRIMARY KEY(`session_id`, `ordinal`)
);
--> statement-breakpoint
CREATE INDEX `decision_by_time` ON `decision` (`tenant_id`,`at_ms`);--> statement-breakpoint
CREATE TABLE `learned` (
	`tenant_id` text NOT NULL,
	`fact_hash` text NOT NULL,
	`token` text NOT NULL,
	`at_ms` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `fact_hash`)
);
--> statement-breakpoint
CREATE INDEX `learned_by_time` ON `learned` (`tenant_id`,`at_ms`);--> statement-breakpoint
CREATE TABLE `policy_version` (
	`tenant_id` text NOT NULL,
	`version` integer NOT NULL,
	`body` text NOT NULL,
	`hash` text NOT NULL,
	`state` text NOT NULL,
	`note` text NOT NULL,
	`weakens` text NOT NULL,
	`based_on` integer NOT NULL,
	`proposed_by` text NOT NULL,
	`proposed_at_ms` integer NOT NULL,
	`decided_by` text,
	`decided_at_ms` integer,
	PRIMARY KEY(`tenant_id`, `version`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `policy_active` ON `policy_version` (`tenant_id`) WHERE state = 'active';--> statement-breakpoint
CREATE TABLE `profile` (
	`tenant_id` text NOT NULL,
	`person_id` text NOT NULL,
	`last_place` text,
	`learned_at_ms` integer,
	`erased_at_ms` integer,
	PRIMARY KEY(`tenant_id`, `person_id`)
);
--> statement-breakpoint
CREATE TABLE `scim_token` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`name` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`used_at_ms` integer,
	`revoked_at_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `scim_token_id_unique` ON `scim_token` (`id`);--> statement-breakpoint
CREATE INDEX `scim_token_by_tenant` ON `scim_token` (`tenant_id`);--> statement-breakpoint
CREATE TABLE `sign_in_attempt` (
	`tenant_id` text NOT NULL,
	`person_id` text NOT NULL,
	`at_ms` integer NOT NULL,
	`succeeded` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sign_in_attempt_by_person` ON `sign_in_attempt` (`tenant_id`,`person_id`,`at_ms`);--> statement-breakpoint
CREATE TABLE `team` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`name` text NOT NULL,
	`external_id` text,
	`created_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `team_name` ON `team` (`tenant_id`,`name`);--> statement-breakpoint
CREATE TABLE `team_member` (
	`tenant_id` text NOT NULL,
	`team_id` text NOT NULL,
	`person_id` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `team_id`, `person_id`)
);
--> statement-breakpoint
CREATE INDEX `team_member_by_person` ON `team_member` (`tenant_id`,`person_id`);--> statement-breakpoint
CREATE TABLE `tenant_entry` (
	`tenant_id` text NOT NULL,
	`seq` integer NOT NULL,
	`at_ms` integer NOT NULL,
	`actor` text NOT NULL,
	`kind` text NOT NULL,
	`body` text NOT NULL,
	`prev_hash` text NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `seq`)
);
--> statement-breakpoint
DROP INDEX `person_email`;--> statement-breakpoint
DROP INDEX `person_extension`;--> statement-breakpoint
ALTER TABLE `person` ADD `updated_at_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `person` ADD `revision` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `person` ADD `active` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `person` ADD `deleted_at_ms` integer;--> statement-breakpoint
ALTER TABLE `person` ADD `team_id` text;--> statement-breakpoint
ALTER TABLE `person` ADD `channels` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `person` ADD `external_id` text;--> statement-breakpoint
ALTER TABLE `person` ADD `scim` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX `person_by_external` ON `person` (`tenant_id`,`external_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `person_email` ON `person` (`tenant_id`,`email`) WHERE deleted_at_ms is null;--> statement-breakpoint
CREATE UNIQUE INDEX `person_extension` ON `person` (`tenant_id`,`extension`) WHERE deleted_at_ms is null;--> statement-breakpoint
ALTER TABLE `person_number` ADD `source` text DEFAULT 'setup' NOT NULL;--> statement-breakpoint
ALTER TABLE `person_number` ADD `added_at_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `person_number` ADD `added_by` text DEFAULT 'setup' NOT NULL;--> statement-breakpoint
ALTER TABLE `person_number` ADD `verified_at_ms` integer;--> statement-breakpoint
ALTER TABLE `person_number` ADD `line_type` text DEFAULT 'unknown' NOT NULL;--> statement-breakpoint
ALTER TABLE `sign_in` ADD `device_key` text;--> statement-breakpoint
ALTER TABLE `sign_in` ADD `credential_id` text;--> statement-breakpoint
ALTER TABLE `sign_in` ADD `proved_at_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tenant` ADD `domains` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
CREATE INDEX `participant_by_person` ON `participant` (`tenant_id`,`person_id`);--> statement-breakpoint
CREATE INDEX `participant_by_claim` ON `participant` (`tenant_id`,`claimed_person_id`);