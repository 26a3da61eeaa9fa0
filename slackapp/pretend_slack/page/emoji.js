// The common short names. What is not here stays as it was typed.

const TABLE = `
+1 👍|-1 👎|100 💯|alarm_clock ⏰|arrow_down ⬇️|arrow_left ⬅️|arrow_right ➡️|arrow_up ⬆️|bangbang ‼️|bar_chart 📊
bell 🔔|no_bell 🔕|black_circle ⚫|white_circle ⚪|blue_book 📘|blush 😊|book 📖|bookmark 🔖|books 📚|boom 💥|bug 🐛|building_construction 🏗️
bulb 💡|busts_in_silhouette 👥|bust_in_silhouette 👤|calendar 📆|date 📅|spiral_calendar_pad 🗓️|card_index 📇|chart_with_downwards_trend 📉|chart_with_upwards_trend 📈|checkered_flag 🏁
clap 👏|clipboard 📋|clock1 🕐|clock9 🕘|closed_lock_with_key 🔐|coffee ☕|computer 💻|construction 🚧|cry 😢|crystal_ball 🔮
dart 🎯|dizzy 💫|email 📧|envelope ✉️|exclamation ❗|eyes 👀|face_with_monocle 🧐|file_folder 📁|fire 🔥|flag-ch 🇨🇭|floppy_disk 💾
gear ⚙️|gift 🎁|grey_question ❔|grin 😁|hammer_and_wrench 🛠️|handshake 🤝|heart ❤️|heavy_check_mark ✔️|heavy_minus_sign ➖|heavy_plus_sign ➕|hourglass ⌛|hourglass_flowing_sand ⏳
house 🏠|inbox_tray 📥|information_source ℹ️|key 🔑|label 🏷️|large_blue_circle 🔵|large_green_circle 🟢|large_orange_circle 🟠|large_yellow_circle 🟡|red_circle 🔴
large_green_square 🟩|large_red_square 🟥|large_yellow_square 🟨|white_large_square ⬜|large_blue_diamond 🔷|large_orange_diamond 🔶|link 🔗|lock 🔒|unlock 🔓|loudspeaker 📢|mag 🔍|mailbox 📫|mega 📣|memo 📝|money_with_wings 💸|moneybag 💰|moon 🌔|crescent_moon 🌙
muscle 💪|nerd_face 🤓|new 🆕|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|ok 🆗|ok_hand 👌|outbox_tray 📤|package 📦|pager 📟|paperclip 📎|partying_face 🥳|phone ☎️|telephone_receiver 📞
pencil ✏️|pencil2 ✏️|point_left 👈|point_right 👉|pray 🙏|printer 🖨️|pushpin 📌|question ❓|raised_hands 🙌|receipt 🧾|recycle ♻️|repeat 🔁|rewind ⏪|rocket 🚀|rotating_light 🚨
sad 😞|satisfied 😆|scales ⚖️|scroll 📜|see_no_evil 🙈|shield 🛡️|shrug 🤷|sleeping 😴|slightly_smiling_face 🙂|smile 😄|smiley 😃|snail 🐌|sos 🆘|sparkles ✨|speech_balloon 💬|star ⭐|stopwatch ⏱️|sunny ☀️|sweat_smile 😅
tada 🎉|technologist 🧑‍💻|thinking_face 🤔|thought_balloon 💭|thumbsup 👍|thumbsdown 👎|ticket 🎫|timer_clock ⏲️|triangular_flag_on_post 🚩|unamused 😒|upside_down_face 🙃|warning ⚠️|wastebasket 🗑️|watch ⌚|wave 👋|white_check_mark ✅|white_flag 🏳️|wrench 🔧|x ❌|zap ⚡|zzz 💤|leftwards_arrow_with_hook ↩️|arrows_counterclockwise 🔄|heavy_dollar_sign 💲|ballot_box_with_check ☑️|fast_forward ⏩|vertical_traffic_light 🚦|traffic_light 🚥|sunrise 🌅|city_sunset 🌆|desktop_computer 🖥️|e-mail 📧|mantelpiece_clock 🕰️|seedling 🌱|trophy 🏆|medal 🏅|lifebuoy 🛟|ring_buoy 🛟|fire_engine 🚒|ambulance 🚑|female-technologist 👩‍💻|male-technologist 👨‍💻|arrow_heading_up ⤴️|small_blue_diamond 🔹|small_orange_diamond 🔸|small_red_triangle 🔺|small_red_triangle_down 🔻`;

const NAMES = new Map(
  TABLE.trim().split(/[|\n]/).map((entry) => {
    const space = entry.indexOf(" ");
    return [entry.slice(0, space), entry.slice(space + 1)];
  }),
);

/** The character of a short name, or null. A skin tone after the name is let go. */
export const emojiFor = (name) => NAMES.get(name.replace(/::skin-tone-\d$/, "")) ?? null;

/** Text with its :short_names: replaced, as Slack does in plain_text with emoji. */
export const withEmoji = (text) =>
  text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emojiFor(name) ?? whole);
