#!/bin/bash
# Run once by the database's image when its folder is empty: two roles and the database of the first. The owner migrates;
# the application owns nothing, and may only insert into the ledger (docs/operations.md).
set -euo pipefail

psql --set ON_ERROR_STOP=1 --set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" \
    --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE pv_owner LOGIN PASSWORD :'owner';
CREATE ROLE pv_app LOGIN PASSWORD :'app';
CREATE DATABASE proven_value OWNER pv_owner;
SQL
