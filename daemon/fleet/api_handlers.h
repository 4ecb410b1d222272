/* SPDX-License-Identifier: MIT */
/* The handlers of api.def, one file per noun. */
#ifndef FLEET_API_HANDLERS_H
#define FLEET_API_HANDLERS_H

struct api_request;
struct board;

void api_gw_info(struct api_request *request, struct board *board);
void api_gw_doctor(struct api_request *request, struct board *board);
void api_api_list(struct api_request *request, struct board *board);
void api_board_list(struct api_request *request, struct board *board);
void api_board_found(struct api_request *request, struct board *board);
void api_board_show(struct api_request *request, struct board *board);
void api_board_adopt(struct api_request *request, struct board *board);
void api_board_rename(struct api_request *request, struct board *board);
void api_board_tag(struct api_request *request, struct board *board);
void api_board_forget(struct api_request *request, struct board *board);
void api_board_reset(struct api_request *request, struct board *board);
void api_board_identify(struct api_request *request, struct board *board);
void api_board_interrupt(struct api_request *request, struct board *board);
void api_fs_list(struct api_request *request, struct board *board);
void api_fs_stat(struct api_request *request, struct board *board);
void api_fs_df(struct api_request *request, struct board *board);
void api_fs_hash(struct api_request *request, struct board *board);
void api_fs_mkdir(struct api_request *request, struct board *board);
void api_fs_remove(struct api_request *request, struct board *board);
void api_fs_rename(struct api_request *request, struct board *board);
void api_update_show(struct api_request *request, struct board *board);
void api_update_factory(struct api_request *request, struct board *board);
void api_pin_list(struct api_request *request, struct board *board);
void api_pin_get(struct api_request *request, struct board *board);
void api_pin_set(struct api_request *request, struct board *board);
void api_link_show(struct api_request *request, struct board *board);
void api_link_set(struct api_request *request, struct board *board);
void api_log_list(struct api_request *request, struct board *board);
void api_telemetry_set(struct api_request *request, struct board *board);

#endif
