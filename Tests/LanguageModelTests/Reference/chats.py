"""Writes chats.json: conversations as Jinja renders them with templates of our own in the forms that published
models use.

    python3 -m venv venv && venv/bin/pip install jinja2 && venv/bin/python chats.py
"""

import json
import pathlib

from jinja2.sandbox import ImmutableSandboxedEnvironment

LLAMA_3 = (
    "{% for message in messages %}{% if loop.first %}{{ bos_token }}{% endif %}"
    "{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}"
)
LLAMA_3_1 = """{{- bos_token }}
{%- if not date_string is defined %}{%- set date_string = "26 Jul 2024" %}{%- endif %}
{%- set rest = messages %}
{%- set system = "" %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system = messages[0]['content'] | trim %}
    {%- set rest = messages[1:] %}
{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{{- "Cutting Knowledge Date: December 2023\\n" }}
{{- "Today Date: " + date_string + "\\n\\n" + system + "<|eot_id|>" }}
{%- for message in rest %}
    {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}"""
CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
# Line feeds inside a text in quotes, as in SmolLM2's.
CHATML_SYSTEM = """{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system
Answer in verse.<|im_end|>
' }}{% endif %}{{ '<|im_start|>' + message['role'] + '
' + message['content'] + '<|im_end|>' + '
' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant
' }}{% endif %}"""
# A system message that is read from the conversation before the one that is written out, as in Qwen's.
CHATML_LATER = """{%- if messages[0]['role'] == 'system' %}
    {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
{%- else %}
    {{- '<|im_start|>system\\nAnswer in prose.<|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if message.role != "system" or not loop.first %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}"""
CHATML_THINKING = """{%- for message in messages %}
    {%- set content = message.content %}
    {%- if message.role == "assistant" and '</think>' in content %}
        {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
    {%- endif %}
    {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}"""

TEMPLATES = [LLAMA_3, LLAMA_3_1, CHATML, CHATML_SYSTEM, CHATML_LATER, CHATML_THINKING]

# Forms that are to be refused.
REFUSED = [
    "{{ messages[0].content }}",
    CHATML.replace("<|im_start|>' + message['role'] + '\\n'", "<|im_start|>' + message['role'] + '<|im_sep|>'"),
    "{{ bos_token }}" + CHATML,
    CHATML.replace("assistant\\n'", "assistant\\n<think>\\n'"),
    CHATML_THINKING.replace("{%- endif %}\n{%- endif %}", "{%- else %}{{- '<think>\\n' }}{%- endif %}\n{%- endif %}"),
    LLAMA_3_1.replace("26 Jul 2024", "today"),
    "{{ functions }}" + LLAMA_3,
]

CONVERSATIONS = [
    [("user", "Hello")],
    [("system", "Be short."), ("user", "  Hi \n")],
    [("user", "A"), ("assistant", " B "), ("user", "C?\n")],
    [("system", " S "), ("user", "A"), ("assistant", "<think>\nhm\n</think>\n\nok"), ("user", "\u3000é\u00a0"),
     ("assistant", "x"), ("user", "字")],
]

environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
cases = []
for template in TEMPLATES:
    compiled = environment.from_string(template)
    texts = []
    for conversation in CONVERSATIONS:
        messages = [{"role": role, "content": content} for role, content in conversation]
        texts.append(compiled.render(messages=messages, bos_token="<|begin|>", add_generation_prompt=True))
    cases.append({"template": template, "texts": texts})

result = {"conversations": CONVERSATIONS, "cases": cases, "refused": REFUSED}
path = pathlib.Path(__file__).with_name("chats.json")
path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
